/** Streams from the lab through the server to the client, over a real socket. */
import {connect} from 'node:net';
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, test, vi} from 'vitest';
import {NetworkError} from '../../src/errors.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import {curl, JSON_BODY} from './curl.ts';
import {gathered, pathsIn, servedLabs} from './served.ts';
import {temporaryDirectories} from './temporary.ts';

const temporary = temporaryDirectories();
const serve = servedLabs();

describe('a stream', () => {
  const ask = {host: 'local', destination: '10.0.0.1'};
  const sent = (seq: number) => ({event: 'sent' as const, at: 0, seq, size: 56});
  type Ping = LabApi['ping'];

  async function pinging(ping: Ping): Promise<{lab: LabApi; socket: string}> {
    const paths = pathsIn(temporary());
    const {lab} = await serve(paths, {ping});
    return {lab, socket: paths.apiSocket};
  }

  test('may be empty', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- what this is about
    const {lab} = await pinging(async function* () {
      return;
    });
    expect(await gathered(lab.ping(ask))).toEqual([]);
  });

  test('gives each item when it comes, not at the end', async () => {
    let next: () => void = () => undefined;
    const {lab} = await pinging(async function* () {
      for (let seq = 0; ; seq++) {
        yield sent(seq);
        await new Promise<void>((resolve) => (next = resolve));
      }
    });
    const seen: unknown[] = [];
    for await (const event of lab.ping(ask)) {
      seen.push(event);
      if (seen.length === 3) break;
      next();
    }
    expect(seen).toEqual([sent(0), sent(1), sent(2)]);
  });

  test('that is left at its last item leaves its connection in peace', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- what this is about
    const {lab} = await pinging(async function* () {
      yield sent(0);
    });
    for (let round = 0; round < 50; round++) {
      for await (const event of lab.ping(ask)) {
        expect(event).toEqual(sent(0));
        break;
      }
    }
    expect(await gathered(lab.ping(ask))).toEqual([sent(0)]);
  });

  test('that fails before its first item is refused with a status', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- what this is about
    const {lab, socket} = await pinging(async function* () {
      throw new NetworkError('ENETUNREACH', 'no route');
    });
    expect(await gathered(lab.ping(ask))).toEqual([
      expect.objectContaining({code: 'ENETUNREACH', message: 'no route'}),
    ]);
    const answer = await curl(socket, 'POST', '/v1/hosts/local/pings', '{"destination":"10.0.0.1"}', JSON_BODY);
    expect(answer).toMatchObject({status: 422, type: 'application/problem+json', body: {code: 'ENETUNREACH'}});
  });

  test('that fails later gives what came before, then the failure', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream needs no awaiting
    const {lab} = await pinging(async function* () {
      yield sent(0);
      throw new NetworkError('EIO', 'went down', {since: 1});
    });
    expect(await gathered(lab.ping(ask))).toEqual([
      sent(0),
      expect.objectContaining({code: 'EIO', message: 'went down', detail: {since: 1}}),
    ]);
  });

  test.each<[string, (lab: LabApi, abort: AbortController) => Promise<unknown>]>([
    [
      'its consumer breaks off',
      async (lab) => {
        for await (const event of lab.ping(ask)) return event;
        return undefined;
      },
    ],
    [
      'its consumer returns while it waits for an item',
      async (lab) => {
        const events = lab.ping(ask)[Symbol.asyncIterator]();
        await events.next();
        const waiting = events.next();
        await events.return!();
        expect(await waiting).toEqual({done: true, value: undefined});
      },
    ],
    [
      'its signal is aborted',
      async (lab, abort) => {
        const seen: unknown[] = [];
        for await (const event of lab.ping(ask, abort.signal)) {
          seen.push(event);
          abort.abort();
        }
        expect(seen).toEqual([sent(0)]);
      },
    ],
  ])('ends for the lab when %s', async (_when, consume) => {
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (ended = resolve));
    const {lab} = await pinging(async function* (_request, signal) {
      try {
        yield sent(0);
        await new Promise((resolve) => signal!.addEventListener('abort', resolve));
      } finally {
        ended();
      }
    });
    await consume(lab, new AbortController());
    await over;
  });

  test('whose signal is aborted already asks nothing', async () => {
    const ping = vi.fn<Ping>();
    const {lab} = await pinging(ping);
    expect(await gathered(lab.ping(ask, AbortSignal.abort()))).toEqual([]);
    expect(ping).not.toHaveBeenCalled();
  });

  test('waits for a client that does not read', async () => {
    let made = 0;
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (ended = resolve));
    const item = {event: 'send-failed' as const, at: 0, seq: 0, code: 'x', message: 'x'.repeat(10_000)};
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream needs no awaiting
    const {socket} = await pinging(async function* (_request, signal) {
      try {
        for (; made < 100_000 && !signal!.aborted; made++) yield item;
      } finally {
        ended();
      }
    });
    const client = connect(socket);
    client.pause();
    const body = '{"destination":"10.0.0.1"}';
    client.write(
      `POST /v1/hosts/local/pings HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    // It stands still after what the system's buffers hold; give it many turns to be wrong.
    let before = -1;
    for (let quiet = 0; quiet < 2000; quiet = made === before && made > 0 ? quiet + 1 : 0) {
      before = made;
      await turn();
    }
    expect(made).toBeLessThan(1000);
    client.destroy();
    await over;
  });
});
