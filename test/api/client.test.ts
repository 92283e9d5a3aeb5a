/** The client against servers that are not there, break off, or are not ours. */
import {symlinkSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterEach, describe, expect, test} from 'vitest';
import {NetworkError} from '../../src/errors.ts';
import {connectLab} from '../../src/api/client.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import {LONGEST_LINE} from '../../src/api/limits.ts';
import {labPaths} from '../../src/api/paths.ts';
import {gathered, pathsIn} from '../daemon/served.ts';
import {temporaryDirectories} from '../daemon/temporary.ts';

const temporary = temporaryDirectories();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const ASK = {host: 'local', destination: '10.0.0.1'};
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n';
const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n`;
const chunk = (octets: string): string => `${Buffer.byteLength(octets).toString(16)}\r\n${octets}\r\n`;

/** A lab whose server does `answer` to every request, whatever it is. */
async function answered(answer: (socket: Socket) => void, signal?: AbortSignal): Promise<LabApi> {
  const paths = pathsIn(temporary());
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(paths.apiSocket, resolve));
  return connectLab({paths, version: '1.0.0', ...(signal && {signal})});
}

describe('without a daemon', () => {
  test.each<[string, (paths: ReturnType<typeof pathsIn>) => Promise<void> | void]>([
    ['that ever ran', () => undefined],
    [
      'since it was killed',
      async ({apiSocket}) => {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(`${apiSocket}.x`, resolve));
        symlinkSync(`${apiSocket}.x`, apiSocket);
        server.close();
      },
    ],
  ])('%s, every call says how to start one', async (_why, prepare) => {
    const paths = pathsIn(temporary());
    await prepare(paths);
    const lab = connectLab({paths, version: '1.0.0'});
    const failure = {
      code: 'ENODAEMON',
      message: `no daemon is running for lab "default" at ${paths.apiSocket}; start one with: tunlab daemon start`,
    };
    await expect(lab.hello({})).rejects.toMatchObject(failure);
    expect(await gathered(lab.ping(ASK))).toEqual([expect.objectContaining(failure)]);
  });

  test('nothing is made', async () => {
    const paths = labPaths('default', {XDG_RUNTIME_DIR: join(temporary(), 'not', 'there')});
    await expect(connectLab({paths, version: '1'}).hello({})).rejects.toMatchObject({code: 'ENODAEMON'});
  });
});

test('a directory that others can reach into is not trusted', async () => {
  const base = temporary();
  const paths = labPaths('default', {XDG_RUNTIME_DIR: join(base, 'link')});
  pathsIn(base);
  symlinkSync(join(base, 'r'), join(base, 'link'));
  // A link above our own directories is the user's affair; one of these is not.
  await expect(connectLab({paths, version: '1'}).hello({})).rejects.toMatchObject({code: 'ENODAEMON'});
  symlinkSync(paths.runtime, join(base, 'r', 'tunlab', 'linked'));
  const linked = labPaths('linked', {XDG_RUNTIME_DIR: join(base, 'r')});
  await expect(connectLab({paths: linked, version: '1'}).hello({})).rejects.toMatchObject({code: 'EACCES'});
});

test('a path that is too long is told before it is used', async () => {
  const paths = labPaths('default', {XDG_RUNTIME_DIR: join(temporary(), 'x'.repeat(100))});
  await expect(connectLab({paths, version: '1'}).hello({})).rejects.toMatchObject({code: 'ENAMETOOLONG'});
});

describe('an answer', () => {
  test.each<[string, string, string]>([
    ['that never comes', '', 'EIO'],
    ['that breaks off', `${HEAD}content-length: 100\r\n\r\n{"name":`, 'EIO'],
    ['that is not HTTP', '\0\x01\x02 hello\r\n\r\n', 'EIO'],
    ['that is not JSON', `${HEAD}content-length: 3\r\n\r\nxyz`, 'EMALFORMED'],
    ['that is empty', `${HEAD}content-length: 0\r\n\r\n`, 'EMALFORMED'],
    ['that is a problem without a code', 'HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\n{}', 'EINTERNAL'],
    [
      'that is a problem with an unknown code',
      'HTTP/1.1 500 No\r\ncontent-length: 16\r\n\r\n{"code":"EWHAT"}',
      'EINTERNAL',
    ],
    ['whose headers never end', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(50_000)}`, 'EIO'],
  ])('%s fails by a code of ours', async (_which, octets, code) => {
    const lab = await answered((socket) => socket.end(octets));
    await expect(lab.hello({})).rejects.toMatchObject({name: 'NetworkError', code});
  });

  test('is waited for until the client’s signal is aborted', async () => {
    const abort = new AbortController();
    const lab = await answered(() => abort.abort(), abort.signal);
    await expect(lab.hello({})).rejects.toMatchObject({code: 'ECANCELED'});
  });
});

describe('a stream', () => {
  const first = '{"event":"sent","seq":1}';

  test.each<[string, string, unknown[]]>([
    ['breaks off between two items', CHUNKED + chunk(`${first}\n`), [{code: 'EIO'}]],
    ['breaks off inside an item', CHUNKED + chunk(`${first}\n{"ev`), [{code: 'EIO'}]],
    ['ends inside an item', `${CHUNKED}${chunk(`${first}\n{"ev`)}0\r\n\r\n`, [{code: 'EIO'}]],
    ['has an item that is not JSON', `${CHUNKED}${chunk(`${first}\nxyz\n`)}0\r\n\r\n`, [{code: 'EMALFORMED'}]],
    [
      'has an item that is too long',
      `${CHUNKED}${chunk(`${first}\n${'x'.repeat(LONGEST_LINE + 1)}`)}`,
      [{code: 'EMSGSIZE'}],
    ],
    ['comes in small pieces', `${CHUNKED}${Array.from(`${first}\n`, chunk).join('')}0\r\n\r\n`, []],
    [
      'has an item called problem',
      `${CHUNKED}${chunk(`${first}\n{"problem":{"x":1}}\n`)}0\r\n\r\n`,
      [{problem: {x: 1}}],
    ],
  ])('that %s gives what came, and says so', async (_how, octets, after) => {
    const lab = await answered((socket) => socket.end(octets));
    const [item, ...rest] = await gathered(lab.ping(ASK));
    expect(item).toEqual({event: 'sent', seq: 1});
    expect(rest).toMatchObject(after);
  });

  test('of a client whose signal is aborted ends', async () => {
    const abort = new AbortController();
    const lab = await answered((socket) => socket.write(CHUNKED + chunk(`${first}\n`)), abort.signal);
    const seen: unknown[] = [];
    for await (const item of lab.ping(ASK)) {
      seen.push(item);
      abort.abort();
    }
    expect(seen).toHaveLength(1);
  });
});

test('whatever octets a server answers with, a call and a stream fail as documented or give JSON', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('', HEAD, CHUNKED, 'HTTP/1.1 404 x\r\n\r\n'),
      fc.uint8Array({maxLength: 200}),
      async (start, octets) => {
        const lab = await answered((socket) => {
          socket.write(start);
          socket.end(octets);
        });
        const outcomes = [await lab.hello({}).catch((error: unknown) => error), ...(await gathered(lab.ping(ASK)))];
        for (const outcome of outcomes) if (outcome instanceof Error) expect(outcome).toBeInstanceOf(NetworkError);
      },
    ),
    {numRuns: 60},
  );
});
