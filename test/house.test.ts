/** Rules of the house that no compiler checks: who may import whom, and what no file may do. */
import {spawnSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {basename, dirname, join, relative, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';
import {describe, expect, test} from 'vitest';
import {allCommands, COMMAND_IDS} from '../bin/commands.ts';
import {OUTPUTS, RUNNERS} from '../src/cli/schema/outputs.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Files of src/ itself that every folder may import. */
const ROOT_FILES = ['errors', 'names', 'random'];

/** Room → the rooms it may import besides itself and ROOT_FILES: "The house" of the design. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  time: [],
  packet: [],
  queue: [],
  link: ['time', 'packet', 'queue'],
  tunnel: ['packet', 'queue', 'link'],
  stack: ['time', 'packet', 'queue', 'link'],
  lab: ['time', 'packet', 'queue', 'link', 'tunnel', 'stack'],
  api: ['packet'],
  vpn: ['time', 'packet', 'api'],
  linux: ['packet', 'api'],
  attach: ['packet', 'api'],
  uplink: ['packet', 'link', 'api', 'attach'],
  doctor: ['api', 'linux'],
  topology: ['packet', 'api'],
  service: ['topology', 'packet', 'queue', 'time', 'link', 'stack', 'tunnel', 'lab', 'api'],
  daemon: ['time', 'packet', 'queue', 'link', 'tunnel', 'stack', 'lab', 'api'],
  cli: ['packet', 'api', 'topology'],
  commands: ['cli', 'api', 'vpn', 'linux', 'attach', 'doctor'],
};

/** The files of src/ that stand alone import at most what is above them. */
const ROOT_FILE_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {errors: [], names: ['errors'], random: []};

/** Everything up to the lab: synchronous, deterministic, without input or output. */
const ENGINE = ['time', 'packet', 'queue', 'link', 'tunnel', 'stack', 'lab'];

interface Source {
  /** From the root of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const SOURCES: readonly Source[] = ['src', 'commands', 'bin'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .map((path) => ({path, text: readFileSync(join(ROOT, path), 'utf8')})),
);

/** `src/stack/host.ts` → `stack`, `src/errors.ts` → `errors`, `commands/tunctl/set.ts` → `commands`. */
function roomOf(path: string): string {
  const [top = '', room = ''] = path.split('/');
  return top === 'src' ? room.replace(/\.ts$/, '') : top;
}

function importsOf({path, text}: Source): string[] {
  const {importedFiles} = ts.preProcessFile(text, true, true);
  return importedFiles
    .map(({fileName}) => fileName)
    .map((name) => (name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(path), name)) : name));
}

/** Each import that the table does not allow, as `from → to`. */
function trespasses(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const room = roomOf(source.path);
    if (room === 'bin') return [];
    const allowed = ROOT_FILE_MAY_IMPORT[room] ?? [room, ...ROOT_FILES, ...(MAY_IMPORT[room] ?? [])];
    return importsOf(source)
      .filter((name) => isOurs(name) && !(allowed.includes(roomOf(name)) && !name.startsWith('bin/')))
      .map((name) => `${source.path} → ${name}`);
  });
}

function isOurs(name: string): boolean {
  return /^(?:src|commands|bin|test|\.\.)\//.test(name);
}

/** `name` for each use of a global, `name.property` for each of its properties, with the line. */
function globalsIn({path, text}: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      found.push(`${node.expression.text}.${node.name.text}`);
    }
    if (ts.isIdentifier(node) && !isMemberName(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isMemberName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

function usesOf(sources: readonly Source[], globals: readonly string[]): string[] {
  return sources.flatMap((source) =>
    [...new Set(globalsIn(source))].filter((name) => globals.includes(name)).map((name) => `${source.path}: ${name}`),
  );
}

function inRooms(rooms: readonly string[]): Source[] {
  return SOURCES.filter(({path}) => rooms.includes(roomOf(path)));
}

describe('imports', () => {
  test('every folder of src/ has a line in the table, and its sources are read', () => {
    const rooms = new Set(SOURCES.map(({path}) => roomOf(path)).filter((room) => room !== 'bin'));
    const known = [...Object.keys(MAY_IMPORT), ...ROOT_FILES];
    expect([...rooms].filter((room) => !known.includes(room))).toEqual([]);
    expect(SOURCES.length).toBeGreaterThan(100);
  });

  test('point one way', () => {
    expect(trespasses(SOURCES)).toEqual([]);
  });

  test.each([
    ['a value', 'src/stack/host.ts', `import {TunnelDevice} from '../tunnel/tunnel-device.ts';`],
    ['a type', 'src/stack/host.ts', `import type {TunnelDevice} from '../tunnel/tunnel-device.ts';`],
    ['a type inside an expression', 'src/cli/flags.ts', `let lab: import('../lab/lab.ts').Lab;`],
    ['something loaded later', 'src/daemon/server.ts', `await import('../cli/launch.ts');`],
    ['something passed on', 'src/api/client.ts', `export {Host} from '../stack/host.ts';`],
    ['something passed on whole', 'src/api/client.ts', `export * from '../stack/host.ts';`],
    ['the upper floor', 'src/queue/packet-queue.ts', `import '../link/link-device.ts';`],
    ['bin/ from below', 'src/cli/invoke.ts', `import {findCommand} from '../../bin/commands.ts';`],
    ['the engine from a command', 'commands/tunctl/list.ts', `import {Lab} from '../../src/lab/lab.ts';`],
    ['a room from a file of the root', 'src/errors.ts', `import {Random} from './random.ts';`],
    ['a test', 'src/lab/lab.ts', `import {hex} from '../../test/packet/golden.ts';`],
  ])('%s that is not allowed is found', (_what, path, text) => {
    expect(trespasses([{path, text}])).toHaveLength(1);
  });

  test.each([
    ['the own room', 'src/stack/host.ts', `import './input.ts';`],
    ['a room below', 'src/stack/host.ts', `import type {Clock} from '../time/clock.ts';`],
    ['a file of the root', 'src/cli/grammar/values.ts', `import {NetworkError} from '../../errors.ts';`],
    ['a package', 'src/api/schemas.ts', `import Type from 'typebox';`],
    ['anything in bin/', 'bin/main.ts', `import '../src/daemon/daemon.ts';`],
  ])('%s is allowed', (_what, path, text) => {
    expect(trespasses([{path, text}])).toEqual([]);
  });

  test('the engine imports no package and nothing of Node', () => {
    const outside = inRooms([...ENGINE, ...ROOT_FILES]).flatMap((source) =>
      importsOf(source)
        .filter((name) => !isOurs(name))
        .map((name) => `${source.path} → ${name}`),
    );
    expect(outside).toEqual([]);
  });
});

describe('files', () => {
  test('have at most 250 lines', () => {
    const long = SOURCES.filter(({path}) => path.startsWith('src/'))
      .map(({path, text}) => ({path, lines: text.trimEnd().split('\n').length}))
      .filter(({lines}) => lines > 250);
    expect(long).toEqual([]);
  });

  test('and folders are named after what is in them', () => {
    const vague = /^(?:utils?|helpers?|common|misc|manager|core)$/;
    const named = SOURCES.filter(({path}) => path.split('/').some((part) => vague.test(basename(part, '.ts'))));
    expect(named).toEqual([]);
  });
});

describe('the engine', () => {
  const AMBIENT = ['Date', 'performance', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];

  test('reads no clock, no environment and no random source of its own', () => {
    const sources = inRooms([...ENGINE, ...ROOT_FILES]).filter(({path}) => path !== 'src/time/real-clock.ts');
    expect(usesOf(sources, [...AMBIENT, 'Math.random', 'crypto'])).toEqual([]);
  });

  test.each(['Date.now()', 'new Date()', 'Math.random()', 'performance.now()', 'setTimeout(f, 1)', 'process.env'])(
    '%s in it would be found',
    (text) => {
      expect(usesOf([{path: 'src/stack/x.ts', text}], [...AMBIENT, 'Math.random'])).not.toEqual([]);
    },
  );

  test('a word in a comment, or a member of the same name, is not a use', () => {
    const text = '/* Date.now() */ const at = message.process + "Math.random()";';
    expect(usesOf([{path: 'src/stack/x.ts', text}], [...AMBIENT, 'Math.random'])).toEqual([]);
  });
});

describe('commands', () => {
  test('touch nothing of the process they run in', () => {
    const found = usesOf(inRooms(['commands', 'cli']), ['process', 'console']);
    expect(found).toEqual([]);
  });

  test('have a summary, and examples that begin with the name of the program', async () => {
    const commands = Object.entries(await allCommands());
    expect(commands.length).toBeGreaterThan(20);
    for (const [id, command] of commands) {
      const {summary, examples} = command as unknown as {summary?: string; examples?: string[]};
      expect(summary, `summary of ${id}`).toMatch(/\S/);
      expect(examples, `examples of ${id}`).not.toHaveLength(0);
      for (const example of examples ?? []) expect(example, `an example of ${id}`).toMatch(/<%= config.bin %>/);
    }
  });

  test('have schemas of what they print under --json, and no other words have', () => {
    const known = [...Object.keys(OUTPUTS), ...RUNNERS];
    const missing = COMMAND_IDS.filter((id) => !known.includes(id));
    expect(missing, 'say in src/cli/schema/outputs.ts what these print; then: npm run schemas').toEqual([]);
    expect(known.filter((id) => !COMMAND_IDS.includes(id))).toEqual([]);
  });

  test('have the schemas that the sources say: npm run schemas writes them', () => {
    const {status, stdout} = spawnSync(process.execPath, ['scripts/json-schemas.mjs', '--check'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({status, stdout}).toEqual({status: 0, stdout: ''});
  });

  test('never read standard input for an operand that is missing', async () => {
    const operands = Object.entries(await allCommands()).flatMap(([id, command]) => {
      const {args = {}} = command as unknown as {args?: Record<string, {ignoreStdin?: boolean}>};
      return Object.entries(args).map(([name, {ignoreStdin}]) => ({operand: `${id} ${name}`, ignoreStdin}));
    });
    expect(operands.length).toBeGreaterThan(10);
    expect(operands.filter(({ignoreStdin}) => ignoreStdin !== true)).toEqual([]);
  });
});
