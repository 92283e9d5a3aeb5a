/** The life of a daemon: in this process where it can be, in one of its own where it is killed or sent signals. */
import {existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {setImmediate as turn} from 'node:timers/promises';
import {beforeEach, describe, expect, test} from 'vitest';
import {connectLab} from '../../src/api/client.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import {openNode} from '../../src/api/node-client.ts';
import {ensurePrivateDirectory, labPaths, type LabPaths} from '../../src/api/paths.ts';
import {runDaemon} from '../../src/daemon/daemon.ts';
import {openStore} from '../../src/daemon/lmdb-store.ts';
import {Child, compiledProgram} from './child.ts';
import {notebook} from './notebook.ts';
import {gathered} from './served.ts';
import {temporaryDirectories} from './temporary.ts';

const temporary = temporaryDirectories();
const program = compiledProgram('lab-daemon');

let env: Record<string, string> = {};
let paths: LabPaths;
let lab: LabApi;
beforeEach(() => {
  const base = temporary();
  env = {XDG_RUNTIME_DIR: join(base, 'r'), XDG_STATE_HOME: join(base, 's')};
  paths = labPaths('default', env);
  lab = connectLab({paths, version: '1.0.0'});
});

/** A daemon in a process of its own that can be reached. */
async function running(...words: string[]): Promise<Child> {
  const child = new Child(program, ['default', words[0] ?? 'keep', '3', ...words.slice(1)], env, 2);
  const ready = await text(child.pipe(3));
  if (ready !== 'ready\n') throw new Error(`not ready: ${child.errors}`);
  return child;
}

const names = async (): Promise<string[]> => (await lab.listDevices({host: 'local'})).map(({ifname}) => ifname);

function stored(): unknown[] {
  const store = openStore(paths.state);
  const entries = [...store.load()];
  void store.close();
  return entries;
}

describe('a daemon that stops', () => {
  test.each<[string, (child: Child) => unknown]>([
    ['on SIGTERM', (child) => child.process.kill('SIGTERM')],
    ['on SIGINT', (child) => child.process.kill('SIGINT')],
    ['when it is asked to', () => lab.stop({})],
    ['when its owner is gone', (child) => child.pipe(4).destroy()],
  ])('%s leaves nothing but what is to be kept', async (_when, ask) => {
    const child = await running('keep', '4');
    await lab.createDevice({host: 'local', ifname: 'tun0'});
    const node = await openNode(join(paths.devfs('local'), 'tun/0'));
    ask(child);
    expect(await gathered(node)).toEqual([]);
    expect(await child.line()).toBe('ended');
    expect(await child.ended).toEqual({code: 0, signal: null});
    expect(child.errors).toBe('');
    expect(readdirSync(env['XDG_RUNTIME_DIR']!)).toEqual([]);
    expect(readdirSync(paths.state)).toEqual(['store']);
    expect(stored()).toEqual([
      ['device/tun0', {ifname: 'tun0'}],
      ['stop/0', 'in order'],
    ]);
  });

  test('answers who asked for it when everything is down, and others that it stops', async () => {
    const child = await running('keep');
    const events = lab.ping({host: 'local', destination: 'x'})[Symbol.asyncIterator]();
    await events.next();
    await lab.stop({});
    expect(existsSync(paths.runtime)).toBe(false);
    expect(stored()).toHaveLength(1);
    await expect(events.next()).rejects.toMatchObject({code: 'ECANCELED', message: 'the daemon is stopping'});
    await expect(lab.hello({})).rejects.toMatchObject({code: 'ENODAEMON'});
    await child.ended;
  });

  test('is not held up by a caller who never ends its request', async () => {
    const child = await running('keep');
    const socket = connect(paths.apiSocket);
    socket.on('error', () => undefined);
    socket.write('POST /v1/stop HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
    await lab.hello({});
    await lab.stop({});
    expect(await child.ended).toMatchObject({code: 0});
    socket.destroy();
  });

  test('ends at once when it is told a second time', async () => {
    const child = await running('keep');
    const hanging = lab.readDevice({host: 'local', ifname: 'tun0'})[Symbol.asyncIterator]();
    await hanging.next();
    child.process.kill('SIGTERM');
    while (existsSync(paths.apiSocket)) await turn();
    child.process.kill('SIGTERM');
    expect(await child.ended).toEqual({code: null, signal: 'SIGTERM'});
    await expect(hanging.next()).rejects.toMatchObject({code: 'EIO'});
  });

  test('of a lab that keeps nothing removes all of it', async () => {
    const child = await running('not');
    await lab.createDevice({host: 'local', ifname: 'tun0'});
    writeFileSync(join(paths.runtime, 'left'), '');
    await lab.stop({});
    await child.ended;
    expect(readdirSync(env['XDG_RUNTIME_DIR']!)).toEqual([]);
    expect(existsSync(env['XDG_STATE_HOME']!)).toBe(false);
  });
});

describe('after a daemon was killed', () => {
  test('the next one has what was acknowledged, and its place', async () => {
    const killed = await running();
    await lab.createDevice({host: 'local', ifname: 'tun0'});
    await lab.createDevice({host: 'local', ifname: 'tun1'});
    await killed.kill('SIGKILL');
    expect(existsSync(paths.apiSocket)).toBe(true);
    await expect(lab.hello({})).rejects.toMatchObject({code: 'ENODAEMON'});

    const next = await running();
    expect(await names()).toEqual(['tun0', 'tun1']);
    const node = await openNode(join(paths.devfs('local'), 'tun/1'));
    node.write(Uint8Array.of(1, 2));
    for await (const batch of node) {
      expect(batch).toEqual([Uint8Array.of(1, 2)]);
      break;
    }
    await lab.stop({});
    await next.ended;
    expect(readdirSync(env['XDG_RUNTIME_DIR']!)).toEqual([]);
  });
});

describe('there is one daemon', () => {
  test('for a lab; a second one says which', async () => {
    const first = await running();
    const second = new Child(program, ['default', 'keep'], env);
    expect(await second.ended).toMatchObject({code: 1});
    expect(second.errors).toBe(`a daemon is running for lab "default" already: process ${first.process.pid!}\n`);
    await expect(lab.hello({})).resolves.toMatchObject({pid: first.process.pid});
    await lab.stop({});
    await first.ended;
  });

  test('for a state, also when the sockets are elsewhere', async () => {
    const first = await running();
    const second = new Child(program, ['default', 'keep'], {...env, XDG_RUNTIME_DIR: temporary()});
    expect(await second.ended).toMatchObject({code: 1});
    expect(second.errors).toContain(`in use by another daemon: process ${first.process.pid!}`);
    await lab.stop({});
    await first.ended;
  });
});

describe('a daemon that can not start', () => {
  const refused = (): Promise<void> =>
    runDaemon({lab: 'default', keep: true, env, version: '1.0.0', createService: notebook});

  test.each<[string, string, () => void]>([
    [
      'in a directory that is a link',
      'EACCES',
      () => {
        mkdirSync(env['XDG_RUNTIME_DIR']!);
        symlinkSync(temporary(), join(env['XDG_RUNTIME_DIR']!, 'tunlab'));
      },
    ],
    [
      'where something else takes the place of its socket',
      'EACCES',
      () => {
        ensurePrivateDirectory(paths.runtime);
        writeFileSync(paths.apiSocket, 'precious');
      },
    ],
    ['where its path is too long', 'ENAMETOOLONG', () => (env['XDG_RUNTIME_DIR'] = join(temporary(), 'x'.repeat(100)))],
    [
      'on a state that is none',
      'EIO',
      () => {
        mkdirSync(join(paths.state, 'store'), {recursive: true, mode: 0o700});
        writeFileSync(join(paths.state, 'store', 'data.mdb'), 'x'.repeat(1000));
      },
    ],
  ])('%s says so and leaves no lock', async (_where, code, spoil) => {
    spoil();
    await expect(refused()).rejects.toMatchObject({code});
    for (const directory of [paths.runtime, paths.state]) {
      if (existsSync(directory)) expect(readdirSync(directory)).not.toContain('lock');
    }
    if (existsSync(paths.apiSocket)) expect(readFileSync(paths.apiSocket, 'utf8')).toBe('precious');
  });

  test('because its lab can not be made takes down what was up', async () => {
    const failed = runDaemon({
      lab: 'default',
      keep: false,
      env,
      version: '1.0.0',
      createService: (options) => {
        void notebook(options).api.createDevice({host: 'local', ifname: 'tun0'});
        throw new Error('no such lab');
      },
    });
    await expect(failed).rejects.toMatchObject({code: 'EINTERNAL', message: 'no such lab'});
    expect(readdirSync(env['XDG_RUNTIME_DIR']!)).toEqual([]);
  });
});

test('two labs live in one process, and end by their signals', async () => {
  const stop = new AbortController();
  const daemons = ['one', 'two'].map((name) =>
    runDaemon({lab: name, keep: false, env, version: '1.0.0', createService: notebook, signal: stop.signal}),
  );
  const labs = ['one', 'two'].map((name) => connectLab({paths: labPaths(name, env), version: '1.0.0'}));
  for (const [index, each] of labs.entries()) {
    let hello = each.hello({});
    while (
      await hello.then(
        () => false,
        () => true,
      )
    )
      hello = each.hello({});
    expect(await hello).toMatchObject({lab: ['one', 'two'][index]});
  }
  stop.abort();
  await Promise.all(daemons);
  expect(readdirSync(env['XDG_RUNTIME_DIR']!)).toEqual([]);
  expect(process.listenerCount('SIGTERM')).toBe(0);
});
