/** What an examination says of machines that lack this or that. */
import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {labPaths} from '../../src/api/paths.ts';
import {daemonFinding} from '../../src/doctor/daemon.ts';
import {type Machine, isSince, thisMachine} from '../../src/doctor/machine.ts';
import {OLDEST_NODE, nodeFinding, runtimeFinding, stateFinding, systemFinding} from '../../src/doctor/places.ts';
import {compilerFinding, manFinding, seccompFinding, wayOutFindings} from '../../src/doctor/programs.ts';
import {
  completionFinding,
  localeFinding,
  pathFinding,
  personalityFinding,
  terminalFinding,
  toolsFinding,
} from '../../src/doctor/shell.ts';
import {NetworkError} from '../../src/errors.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SUPERVISOR = join(ROOT, 'native', 'tunrun.c');
const directory = mkdtempSync(join(tmpdir(), 'td-'));
afterAll(() => rmSync(directory, {recursive: true}));

/** A machine with these files and programs, where everything else is as it should be. */
function machine({
  files = {},
  programs = [],
  ...rest
}: Partial<Machine> & {files?: Readonly<Record<string, string>>; programs?: readonly string[]} = {}): Machine {
  return {
    platform: 'linux',
    node: '22.1.0',
    kernel: '6.1.0-18-amd64',
    env: {},
    read: (path) => files[path],
    exists: () => true,
    isWritable: () => true,
    find: (name) => programs.find((path) => path === name || path.endsWith(`/${name}`)),
    ...rest,
  };
}

describe('node', () => {
  test('the oldest is that of package.json', () => {
    const {engines} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {engines: {node: string}};
    expect(`${engines.node}.0`).toBe(`>=${OLDEST_NODE}`);
  });

  test.each([
    ['20.19.0', 'ok'],
    ['20.20.1', 'ok'],
    ['24.0.0-rc.1', 'ok'],
    ['20.18.9', 'wrong'],
    ['18.20.0', 'wrong'],
  ])('%s: %s', (node, state) => expect(nodeFinding(machine({node}))).toMatchObject({check: 'node', state}));

  test('says what to install', () => {
    expect(nodeFinding(machine({node: '18.1.0'}))).toMatchObject({
      text: '18.1.0 is too old',
      remedy: 'install Node 20.19 or newer',
    });
  });
});

test.each([
  ['6.10', '6.9', true],
  ['6.9', '6.10', false],
  ['5.14.0-427.el9', '5.14', true],
  ['5.13.19', '5.14', false],
  ['6', '5.14.7', true],
  ['', '5.14', false],
])('%s is since %s: %s', (has, wanted, since) => expect(isSince(has, wanted)).toBe(since));

test.each([
  ['linux', 'ok'],
  ['darwin', 'note'],
  ['win32', 'wrong'],
])('on %s the system is %s', (platform, state) => expect(systemFinding(machine({platform})).state).toBe(state));

describe('directories', () => {
  const paths = (name: string) =>
    labPaths('default', {XDG_RUNTIME_DIR: join(directory, name), XDG_STATE_HOME: join(directory, name)});
  const own = thisMachine({});

  test('that are not there are made later, and not now', () => {
    const {runtime, state} = paths('new');
    expect(runtimeFinding(own, paths('new'))).toEqual({
      check: 'runtime directory',
      state: 'ok',
      text: `${runtime}, made when it is needed`,
    });
    expect(stateFinding(own, paths('new')).text).toBe(`${state}, made when it is needed`);
    expect(own.exists(join(directory, 'new'))).toBe(false);
  });

  test('that are private are in order', () => {
    mkdirSync(paths('private').runtime, {recursive: true, mode: 0o700});
    chmodSync(join(directory, 'private', 'tunlab'), 0o700);
    expect(runtimeFinding(own, paths('private')).text).toBe(`${paths('private').runtime}, yours alone`);
    expect(stateFinding(own, paths('private')).state).toBe('ok');
  });

  test('that are open to others, or a link, are wrong, with what to do', () => {
    mkdirSync(paths('open').runtime, {recursive: true});
    const parent = join(directory, 'open', 'tunlab');
    chmodSync(parent, 0o755);
    const open = {
      state: 'wrong',
      text: `${parent} is open to other users (mode 755)`,
      remedy: `close it with: chmod 700 ${parent}`,
    };
    expect(runtimeFinding(own, paths('open'))).toEqual({check: 'runtime directory', ...open});
    expect(stateFinding(own, paths('open'))).toEqual({check: 'state directory', ...open});
    mkdirSync(join(directory, 'link'));
    symlinkSync(parent, join(directory, 'link', 'tunlab'));
    expect(runtimeFinding(own, paths('link'))).toMatchObject({state: 'wrong', remedy: 'remove it'});
  });

  test('in which nothing can be made are wrong', () => {
    const full = {...own, isWritable: () => false};
    expect(runtimeFinding(full, paths('new'))).toMatchObject({
      state: 'wrong',
      text: `nothing can be made in ${directory}`,
      remedy: 'set XDG_RUNTIME_DIR to a directory of your own',
    });
    expect(stateFinding(full, paths('new')).remedy).toContain('XDG_STATE_HOME');
  });

  test('whose sockets would have too long names are wrong, those of devices as well', () => {
    const long = (length: number) => labPaths('default', {XDG_RUNTIME_DIR: `/${'x'.repeat(length - 1)}`});
    const remedy = 'set XDG_RUNTIME_DIR to a shorter directory';
    const suffix = '/tunlab/default/api.sock'.length;
    expect(runtimeFinding(machine({exists: (path) => path === '/'}), long(100))).toMatchObject({
      state: 'wrong',
      remedy,
    });
    expect(runtimeFinding(machine({exists: (path) => path === '/'}), long(107 - suffix))).toMatchObject({
      state: 'wrong',
      text: 'there is room for the daemon, but not for device nodes: interfaces can not come up',
      remedy,
    });
    const device = '/tunlab/default/local/dev/tun/100'.length;
    expect(runtimeFinding(machine({exists: (path) => path === '/'}), long(107 - device)).state).toBe('ok');
  });
});

describe('the daemon', () => {
  const hello = {name: 'tunlab', lab: 'x', pid: 7, uptime: 1, personality: 'haiku', clock: 'real'} as const;

  test('of the same version is in order, of another wrong', async () => {
    const of = (version: string) => daemonFinding({hello: () => Promise.resolve({...hello, version})}, 'x', '1.0.0');
    expect(await of('1.0.0')).toEqual({check: 'daemon', state: 'ok', text: 'lab "x": process 7, version 1.0.0'});
    expect(await of('0.9.0')).toEqual({
      check: 'daemon',
      state: 'wrong',
      text: 'lab "x": version 0.9.0, and this is 1.0.0',
      remedy: 'tunlab daemon stop --lab x',
    });
  });

  test('that does not run is in order; one that does not answer is not', async () => {
    const fails = (error: Error) => daemonFinding({hello: () => Promise.reject(error)}, 'x', '1.0.0');
    expect(await fails(new NetworkError('ENODAEMON', 'none'))).toMatchObject({state: 'ok'});
    expect(await fails(new NetworkError('EIO', 'no answer'))).toMatchObject({
      state: 'wrong',
      text: 'lab "x": no answer',
    });
  });
});

describe('tools', () => {
  const all = ['ifconfig', 'route', 'ping', 'tunctl', 'arp', 'ndp', 'netstat', 'traceroute', 'ip', 'udp'];
  const ours = all.map((tool) => `/the/tools/${tool}`);

  test('are those of the package', () => {
    expect(toolsFinding(thisMachine({}), join(ROOT, 'bin', 'path'))).toMatchObject({state: 'ok'});
    expect(toolsFinding(machine({programs: ours.slice(1)}), '/the/tools')).toMatchObject({
      state: 'wrong',
      text: 'ifconfig can not be run in /the/tools',
    });
  });

  test('are called by their names where they are first on the PATH', () => {
    const on = (PATH: string, programs: readonly string[], SHELL = '/bin/bash') =>
      pathFinding(machine({env: {PATH, SHELL}, programs}), '/the/tools');
    expect(on('/the/tools:/bin', ours)).toMatchObject({state: 'ok'});
    expect(on('/bin:/the/tools', ['/bin/ping', ...ours])).toMatchObject({
      state: 'note',
      text: 'others are in front of the tools: /bin/ping',
    });
    expect(on('/bin', ['/bin/ifconfig'])).toMatchObject({
      state: 'note',
      text: 'the tools are not on it, ifconfig is /bin/ifconfig',
      remedy: 'in this shell: eval "$(tunlab env)"; or tunlab shell',
    });
    expect(on('/bin', [], '/usr/bin/fish').remedy).toBe('in this shell: tunlab env | source; or tunlab shell');
  });

  test('speak as the host does, or as is asked', () => {
    expect(personalityFinding(machine(), 'local', 'bsd').text).toBe('host local speaks as bsd');
    const asked = (TUNLAB_PERSONALITY: string) =>
      personalityFinding(machine({env: {TUNLAB_PERSONALITY}}), 'local', undefined);
    expect(asked('linux')).toMatchObject({state: 'ok'});
    expect(asked('amiga')).toMatchObject({state: 'wrong', remedy: 'set it to one of haiku, linux, bsd, or unset it'});
  });
});

describe('the shell', () => {
  test.each([
    ['bash', '/h/.bashrc', 'eval "$(tunlab completion bash)"'],
    ['zsh', '/h/.zshrc', 'eval "$(tunlab completion zsh)"'],
    ['fish', '/h/.config/fish/config.fish', 'tunlab completion fish | source'],
  ])('%s completes where a file says so', (shell, file, line) => {
    const env = {SHELL: `/bin/${shell}`, HOME: '/h'};
    expect(completionFinding(machine({env, files: {[file]: `alias l=ls\n${line}\n`}}))).toMatchObject({
      state: 'ok',
      text: `${shell} reads it in ${file}`,
    });
    expect(completionFinding(machine({env, files: {[file]: 'alias l=ls\n'}}))).toMatchObject({
      state: 'note',
      remedy: `add to ~/${file.slice(3)}: ${line}`,
    });
  });

  test.each([
    [{LANG: 'de_DE.UTF-8'}, 'ok'],
    [{LANG: 'de_DE.UTF-8', LC_ALL: 'C'}, 'note'],
    [{LANG: 'C', LC_CTYPE: 'C.utf8'}, 'ok'],
    [{}, 'note'],
  ])('locale of %o: %s', (env, state) => expect(localeFinding(machine({env})).state).toBe(state));

  test.each([
    [{TERM: 'xterm'}, 80, 'ok'],
    [{TERM: 'dumb'}, 80, 'note'],
    [{}, 80, 'note'],
    [{}, undefined, 'ok'],
  ])('terminal of %o with %s columns: %s', (env, columns, state) =>
    expect(terminalFinding(machine({env}), false, columns).state).toBe(state),
  );
});

describe('tunlab run', () => {
  test('needs a compiler until it was used once', async () => {
    const env = {XDG_CACHE_HOME: directory};
    const finding = (programs: readonly string[], more = {}) =>
      compilerFinding(machine({programs}), SUPERVISOR, {...env, ...more});
    expect(await finding(['/usr/bin/gcc'])).toEqual({
      check: 'compiler',
      state: 'ok',
      text: '/usr/bin/gcc, for the first tunlab run',
    });
    expect(await finding([])).toMatchObject({
      state: 'note',
      text: 'no cc, no gcc, no clang: tunlab run needs one once',
      remedy: 'install gcc and libc6-dev, or set CC',
    });
    expect(await finding(['/usr/bin/gcc'], {CC: 'tcc'})).toMatchObject({state: 'note'});
  });

  const AVAILABLE = {'/proc/sys/kernel/seccomp/actions_avail': 'kill_process trap errno user_notif trace log allow\n'};
  test.each([
    ['everything', {files: AVAILABLE}, 'ok', undefined],
    ['an old kernel', {files: AVAILABLE, kernel: '5.10.0'}, 'note', 'use Linux 5.14 or newer'],
    ['another system', {platform: 'darwin'}, 'note', 'run the program on Linux'],
    ['no notification', {files: {}}, 'note', 'use a kernel with CONFIG_SECCOMP_FILTER'],
    [
      'programs that nobody may look into',
      {files: {...AVAILABLE, '/proc/sys/kernel/yama/ptrace_scope': '2\n'}},
      'note',
      'as root: sysctl kernel.yama.ptrace_scope=1',
    ],
  ])('on a kernel with %s', (_what, has, state, remedy) => {
    const finding = seccompFinding(machine(has));
    expect(finding.state).toBe(state);
    expect(finding.remedy).toBe(remedy);
  });
});

test('programs that not everybody needs are notes where they are missing', () => {
  const lacks = [manFinding(machine()), ...wayOutFindings(machine())];
  expect(lacks.map(({check, state}) => [check, state])).toEqual([
    ['man', 'note'],
    ['passt', 'note'],
    ['qemu', 'note'],
  ]);
  for (const {remedy} of lacks) expect(remedy).toMatch(/^install /);
  const all = machine({programs: ['/bin/man', '/bin/passt', '/bin/qemu-system-aarch64']});
  expect([manFinding(all), ...wayOutFindings(all)].map(({state}) => state)).toEqual(['ok', 'ok', 'ok']);
});
