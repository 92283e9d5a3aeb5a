/** Commits entries one after the other, for ever, and says the number of each when it was acknowledged. */
import {writeSync} from 'node:fs';
import {openStore} from '../../../src/daemon/lmdb-store.ts';

const store = openStore(process.argv[2]!);
for (let number = 0; ; number++) {
  store.commit(
    new Map<string, unknown>([
      [`entry/${number}`, {number}],
      ['last', number],
    ]),
  );
  writeSync(1, `${number}\n`);
}
