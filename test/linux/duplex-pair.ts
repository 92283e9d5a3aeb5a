/** Two streams, each of which reads what is written to the other. */
import {Duplex} from 'node:stream';

export {Duplex};

export function duplexPair(): [Duplex, Duplex] {
  const ends: Duplex[] = [0, 1].map(
    (end) =>
      new Duplex({
        read: () => undefined,
        write: (chunk: Buffer, _encoding, done) => {
          ends[1 - end]!.push(Buffer.from(chunk));
          done();
        },
      }),
  );
  return [ends[0]!, ends[1]!];
}
