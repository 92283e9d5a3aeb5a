/** What every command prints under `--json`, against the schemas that are published. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import {COMMAND_IDS, findCommand} from '../../../bin/commands.ts';
import {OUTPUTS, RUNNERS} from '../../../src/cli/schema/outputs.ts';
import {SHAPES, shapeOf, type ShapeName} from '../../../src/cli/schema/shapes.ts';
import {PERSONALITIES} from '../../../src/names.ts';
import {CommandBench, type Outcome} from '../../commands/command-context.ts';
import {sandbox, TUNLAB} from '../../journey/sandbox.ts';
import {PING_PACKET} from '../../packet/golden.ts';
import {BEFORE} from '../personality/scenarios.ts';
import {shellWords, transcript} from '../personality/transcript.ts';
import {LINES, type Line} from './lines.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const NAMES = Object.keys(SHAPES) as ShapeName[];

const published = new Map(NAMES.map((name) => [name, readSchema(name)]));
const ajv = new Ajv2020({allowUnionTypes: true});
const validators = new Map([...published].map(([name, schema]) => [name, ajv.compile(strict(schema) as object)]));

function readSchema(name: ShapeName): object {
  return JSON.parse(readFileSync(join(ROOT, 'docs', 'schema', `${name}.schema.json`), 'utf8')) as object;
}

/** The same schema, but a field that it does not tell of is an error. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return 'properties' in inner && !('additionalProperties' in inner) ? {...inner, additionalProperties: false} : inner;
}

/** The shapes that a value has, of those that are possible. */
function fitting(value: unknown, possible: readonly ShapeName[]): ShapeName[] {
  return possible.filter((name) => validators.get(name)!(value));
}

function complaints(value: unknown, possible: readonly ShapeName[]): string {
  const told = possible.map((name) => {
    const validate: ValidateFunction = validators.get(name)!;
    validate(value);
    return `${name}: ${ajv.errorsText(validate.errors)}`;
  });
  return [JSON.stringify(value), ...told].join('\n');
}

/** Which shapes a command was seen to print. @throws what it printed is none of them */
function shapesOf(id: string, {status, stdout}: Outcome): ShapeName[] {
  const possible: ShapeName[] = [...OUTPUTS[id]!, 'error'];
  const values = stdout.split('\n').filter((line) => line !== '');
  return values.flatMap((line) => {
    const value = JSON.parse(line) as unknown;
    const shapes = fitting(value, possible);
    expect(shapes, complaints(value, possible)).not.toEqual([]);
    if (status === 0) expect(shapes).not.toContain('error');
    return shapes;
  });
}

/** What is seen in a test of its own. */
const WITH_A_DAEMON: ReadonlySet<string> = new Set([
  'clock:advance clock',
  'clock:hold clock',
  'clock:next clock',
  'clock:release clock',
  'clock:run-until clock',
  'tunctl:respond answered',
  'udp:echo udp-event',
  'vpn:down tunnel-name',
  'vpn:show tunnel',
  'vpn:up tunnel-name',
  'walkthrough:check walkthrough-checks',
  'walkthrough:record walkthrough-recorded',
  'walkthrough:run walkthrough-steps',
]);

async function furnished(): Promise<CommandBench> {
  const bench = new CommandBench();
  for (const line of [
    'ifconfig tun0 inet 10.10.10.10 10.10.10.8 up',
    'ifconfig tun0 inet6 2001:db8::2/64',
    'host add far',
    'wire add lan local:eth0 far:eth0',
    'ifconfig eth0 10.0.0.1/24 up',
    'ifconfig eth0 10.0.0.2/24 up --host far',
    'ping -c 1 10.0.0.2',
    'ping -c 2 -W 0 10.10.10.8',
  ]) {
    await bench.run(line);
  }
  return bench;
}

async function outcome(bench: CommandBench, {words, input}: Line, personality: string): Promise<Outcome> {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const line = [...words.slice(0, end), '--json', ...words.slice(end)];
  return bench.run(line, {
    env: {SHELL: '/bin/bash', TUNLAB_PERSONALITY: personality},
    ...(input !== undefined && {input}),
  });
}

test("every shape is some command's", () => {
  const used = new Set(['error', ...Object.values(OUTPUTS).flat()]);
  expect(NAMES.filter((name) => !used.has(name))).toEqual([]);
});

test('every schema is one of draft 2020-12, under a name of its own', () => {
  const plain = new Ajv2020({allowUnionTypes: true});
  for (const [name, schema] of published) {
    expect(plain.validateSchema(schema), plain.errorsText(plain.errors)).toBe(true);
    expect(schema).toMatchObject({$id: `urn:tunlab:schema:${name}`, title: expect.any(String) as string});
  }
});

describe.each(PERSONALITIES)('under %s', (personality) => {
  test('what is printed has the shape that is published; each shape is seen', {timeout: 60_000}, async () => {
    const seen = new Set<string>();
    for (const line of LINES) {
      const bench = await furnished();
      for (const before of line.before ?? []) await bench.run(before);
      const {id} = findCommand(line.words)!;
      const result = await outcome(bench, line, personality);
      for (const shape of shapesOf(id, result)) seen.add(`${id} ${shape}`);
      expect(result.stdout, `${line.words.join(' ')}: ${result.stderr}`).not.toBe('');
    }
    if (personality !== 'haiku') return;
    const expected = Object.entries(OUTPUTS).flatMap(([id, shapes]) => shapes.map((shape) => `${id} ${shape}`));
    expect(expected.filter((each) => !seen.has(each) && !WITH_A_DAEMON.has(each))).toEqual([]);
  });

  test('the examples of every command', {timeout: 60_000}, async () => {
    for (const id of COMMAND_IDS.filter((each) => !RUNNERS.has(each))) {
      const Command = (await findCommand(id.split(':'))!.load()) as unknown as {examples: string[]};
      for (const example of Command.examples) {
        if (
          /^<%= config.bin %> walkthrough/.test(example) ||
          /[<>|$"'`]/.test(example.replaceAll('<%= config.bin %>', ''))
        )
          continue;
        const words = example.replaceAll('<%= config.bin %> ', '').split(' ');
        if (
          /^(?:udp (?:echo|listen)|wire capture|dump --schema|vpn up|tunctl read|tunctl respond|wait-for)/.test(
            words.join(' '),
          )
        )
          continue;
        shapesOf(findCommand(words)!.id, await outcome(await furnished(), {words}, personality));
      }
    }
  });
});

test('what needs a daemon: device nodes, a virtual clock, two at once', async () => {
  const box = sandbox();
  const lines: [string, ShapeName][] = [
    ['daemon start --virtual', 'hello'],
    ['clock advance 1s', 'clock'],
    ['clock run-until idle', 'clock'],
    ['clock hold', 'clock'],
    ['clock next', 'clock'],
    ['clock release', 'clock'],
    ['ifconfig tun0 10.10.10.10 10.10.10.8 up', 'interface'],
    // However long an application takes, it answers in time.
    ['clock hold', 'clock'],
  ];
  for (const [line, shape] of lines) {
    const {id} = findCommand(line.split(' '))!;
    expect(shapesOf(id, await box.tunlab(`${line} --json`))).toContain(shape);
  }
  const responder = box.start([TUNLAB, 'tunctl', 'respond', 'tun0', '--count', '1', '--json']);
  await box.output('wait-for node tun0 open');
  await box.output('ping -c 1 10.10.10.8');
  expect(shapesOf('tunctl:respond', await responder.ended)).toEqual(['answered']);
  const echo = box.start([TUNLAB, 'udp', 'echo', '7', '--count', '1', '--json']);
  await echo.printed(/bound/);
  await box.output('udp send 127.0.0.1 7 hello --wait 2');
  expect(shapesOf('udp:echo', await echo.ended)).toEqual(['udp-event', 'udp-event']);
});

test('a WireGuard tunnel', async () => {
  const box = sandbox();
  const [ours, theirs] = [await box.output('vpn genkey'), await box.output('vpn genkey')];
  const peer = (await box.tunlab('vpn pubkey', {input: theirs})).stdout;
  const file = join(box.directory, 'wg0.conf');
  const lines = [
    '[Interface]',
    `PrivateKey = ${ours.trim()}`,
    '[Peer]',
    `PublicKey = ${peer.trim()}`,
    'AllowedIPs = ::/0',
  ];
  writeFileSync(file, [...lines, `PresharedKey = ${ours.trim()}`, 'Endpoint = 127.0.0.1:9', ''].join('\n'), {
    mode: 0o600,
  });
  const seen: [string, ShapeName][] = [
    [`vpn up ${file}`, 'tunnel-name'],
    ['vpn show wg0', 'tunnel'],
    ['vpn show', 'tunnel-list'],
    ['vpn show interfaces', 'tunnel-names'],
    ['vpn down wg0', 'tunnel-name'],
  ];
  for (const [line, shape] of seen) {
    expect(shapesOf(findCommand(line.split(' '))!.id, await box.tunlab(`${line} --json`))).toEqual([shape]);
  }
});

test('walkthroughs', async () => {
  const box = sandbox();
  const file = join(box.directory, 'mine.md');
  const recorded = await box.tunlab(`walkthrough record ${file} --json`, {input: 'ifconfig lo0\n'});
  expect(shapesOf('walkthrough:record', recorded)).toEqual(['walkthrough-recorded']);
  expect(shapesOf('walkthrough:check', await box.tunlab(`walkthrough check ${file} --json`))).toEqual([
    'walkthrough-checks',
  ]);
  writeFileSync(file, readFileSync(file, 'utf8').replace('MTU', 'UTM'));
  const differs = await box.tunlab(`walkthrough check ${file} --json`);
  expect(differs.status).toBe(1);
  expect(shapesOf('walkthrough:check', differs)).toEqual(['walkthrough-checks']);
  expect(shapesOf('walkthrough:run', await box.tunlab(`walkthrough run ${file} --json`))).toEqual([
    'walkthrough-steps',
  ]);
  expect(shapesOf('walkthrough:step', await box.tunlab(`walkthrough step ${file} --json`))).toEqual(['error']);
});

test.each(Object.keys(BEFORE))('what Linux was typed, with --json behind it: %s', {timeout: 60_000}, async (name) => {
  const bench = new CommandBench();
  await BEFORE[name]!(bench);
  for (const {cmd} of transcript(name)) {
    const words = [...shellWords(cmd), '--json'];
    shapesOf(findCommand(words)!.id, await bench.run(words));
  }
});

test.each([
  ['bsd', 'ifconfig tun0 fib x', 1, ['error']],
  ['bsd', 'ifconfig tun0 fib 7 destroy', 1, ['error']],
  ['bsd', 'ifconfig -d tun0 mtu 1400', 0, ['interface']],
  ['bsd', 'ifconfig tun0 destroy', 0, ['nothing']],
  ['linux', 'ip -s -s address flush dev tun0', 0, []],
  ['linux', 'ip -s neighbour flush to 10.0.0.99', 0, []],
  ['linux', 'ip -s -s route flush table all', 0, []],
])('what was found by chance: under %s %s', async (personality, line, status, shapes) => {
  const words = line.split(' ');
  const result = await outcome(await furnished(), {words}, personality);
  expect(shapesOf(findCommand(words)!.id, result)).toEqual(shapes);
  expect(result.status).toBe(status);
});

test('a field that no schema tells of would be found, and one that is missing', async () => {
  const bench = await furnished();
  const state = await bench.json<object>('ifconfig tun0');
  expect(fitting(state, ['interface'])).toEqual(['interface']);
  expect(fitting({...state, colour: 'red'}, ['interface'])).toEqual([]);
  expect(fitting({...state, mtu: undefined}, ['interface'])).toEqual([]);
  expect(shapeOf('frame').lines).toBe(true);
  expect(fitting({hex: PING_PACKET, octets: 84, truncated: 0, description: ''}, ['frame'])).toEqual(['frame']);
});
