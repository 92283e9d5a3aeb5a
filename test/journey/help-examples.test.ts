/** The examples of the help that need a shell, files, a daemon or several processes, as they stand there. */
import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {FOR_A_PROCESS, LEFT_OUT} from '../commands/help-examples.ts';
import {PING_PACKET} from '../packet/golden.ts';
import {eventually, hasProgram, type Program, ROOT, type Sandbox, sandbox} from './sandbox.ts';

interface Needs {
  /** Run before, by a shell. */
  readonly before?: string;
  /** Run behind it. */
  readonly after?: string;
  /** The shell it is for, where that is not sh. */
  readonly shell?: 'bash' | 'fish';
  readonly input?: string;
  /** It runs until it is told to end: this is run again and again, until it succeeds and the example has printed `prints`. */
  readonly until?: string;
  readonly prints?: RegExp;
  /** It ends by itself behind that. */
  readonly ends?: boolean;
  readonly program?: string;
}

const TUN0 = 'tunlab ifconfig tun0 inet 10.10.10.10 10.10.10.8 up';
const VIRTUAL = `tunlab daemon start --virtual; ${TUN0}`;
const SERVER = 'tunlab host add server; tunlab wire add lan server:eth0; tunlab on server ifconfig eth0 10.0.0.2/24 up';
const LAN =
  'tunlab host add server; tunlab wire add lan local:eth0 server:eth0; tunlab ifconfig eth0 10.0.0.1/24 up; tunlab on server ifconfig eth0 10.0.0.2/24 up';
const WAITING = `${TUN0}; tunlab ping -c 3 -i 0 -W 0 10.10.10.8 || :`;
const OPEN = 'tunlab wait-for node tun0 open --timeout 30';
const RECORDED = 'echo "ifconfig lo0" | tunlab walkthrough record "$HOME/mine.md"';
const received = (host: string, address: string, port: number) =>
  `tunlab udp send ${address} ${port} hello --host ${host}`;

/** All that match apply; of what they both say, the last. */
const NEEDS: readonly (readonly [RegExp, Needs])[] = [
  [/^load /, {shell: 'bash', before: 'load() { test -r "$1"; }'}],
  [/completion bash/, {shell: 'bash'}],
  [/\| source$/, {shell: 'fish', program: 'fish'}],
  [/^tunlab clock/, {before: VIRTUAL}],
  [/^tunlab clock release/, {before: `${VIRTUAL}; tunlab clock hold`}],
  [/^tunlab daemon run/, {until: 'tunlab daemon status'}],
  [/^tunlab daemon run --lab class/, {until: 'tunlab daemon status --lab class'}],
  [/^tunlab daemon (?:logs|status|stop)/, {before: 'tunlab daemon start'}],
  [/^tunlab ip -batch/, {before: `${TUN0}; echo "address add 10.3.0.1/24 dev tun0" > commands.txt`}],
  [/^tunlab on server/, {before: SERVER}],
  [/^tunlab run/, {before: SERVER, program: 'cc'}],
  [
    /^tunlab run .*wireguard-go/,
    {program: 'wireguard-go', until: 'tunlab wait-for node wg0 open --timeout 30 --host server'},
  ],
  [/^tunlab tunctl (?:write|attach|read|respond)/, {before: WAITING}],
  [/attach tap0/, {before: 'tunlab tunctl create tap0', until: 'tunlab wait-for node tap0 open --timeout 30'}],
  [/--listen/, {until: 'test -S ./tun0.sock'}],
  [/respond tun0$/, {until: OPEN}],
  [/respond tun0 --count 1/, {before: TUN0, until: 'tunlab ping -c 1 10.10.10.8', ends: true}],
  [/^tunlab vpn pubkey </, {before: 'umask 077; tunlab vpn genkey > privatekey'}],
  [/^tunlab vpn down/, {before: 'tunlab vpn up wg0.conf'}],
  [/^tunlab vpn up wg0/, {after: 'tunlab vpn down wg0'}],
  [/--host client/, {before: 'tunlab host add client', after: 'tunlab vpn down tun0 --host client'}],
  [/--foreground/, {until: 'tunlab wait-for node wg0 open --timeout 30', after: ':'}],
  [
    /^tunlab vpn show wg0/,
    {
      before: 'tunlab host add client; tunlab vpn up wg0.conf --host client',
      after: 'tunlab vpn down wg0 --host client',
    },
  ],
  [/^tunlab udp echo 7/, {until: 'tunlab udp send 127.0.0.1 7 hello --wait 5', prints: /hello/}],
  [
    /^tunlab udp echo 7 --count 1/,
    {before: SERVER, until: 'tunlab udp send 127.0.0.1 7 hello --wait 5 --host server', ends: true},
  ],
  [/^tunlab udp listen 5000/, {until: received('local', '127.0.0.1', 5000), prints: /hello/}],
  [/^tunlab udp listen 5000 --count 1/, {before: SERVER, until: received('server', '127.0.0.1', 5000), ends: true}],
  [
    /^tunlab udp listen 5353/,
    {
      before: 'tunlab wire add lan local:eth0; tunlab ifconfig eth0 10.1.0.1/24 up',
      until: received('local', '10.1.0.1', 5353),
      prints: /hello/,
    },
  ],
  [/^date \|/, {before: `${TUN0}; tunlab host name server 10.10.10.8`}],
  [/^tunlab wire capture/, {before: LAN}],
  [/^tunlab wire capture lan$/, {until: 'tunlab ping -c 1 10.0.0.2', prints: /echo request/}],
  [
    /^tunlab wire capture lan udp/,
    {until: 'tunlab udp send 10.0.0.2 51820 hello', prints: /(?:51820[^]*){4}/, ends: true},
  ],
  [/^tunlab wait-for queue/, {before: WAITING}],
  [/^tunlab walkthrough record/, {input: 'ifconfig lo0\n', before: 'echo "ifconfig lo0" > commands.txt; : > mine.md'}],
  [/^tunlab walkthrough record "/, {before: ':'}],
  [/^tunlab walkthrough check --update/, {before: RECORDED}],
  [/^tunlab walkthrough step/, {input: '\n'.repeat(200)}],
];

const TUNNEL = `[Interface]
PrivateKey = YAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=
Address = 10.9.0.1/24
`;

function needsOf(line: string): Needs {
  const all = NEEDS.filter(([pattern]) => pattern.test(line)).map(([, needs]) => needs);
  return Object.assign({}, ...all) as Needs;
}

/** The files that examples name. */
function write(box: Sandbox): void {
  const file = (name: string, content: string | Uint8Array, mode = 0o600) =>
    writeFileSync(join(box.directory, name), content, {mode});
  copyFileSync(join(ROOT, 'examples', 'router.yaml'), join(box.directory, 'topology.yaml'));
  const [walkthroughs, first] = ['examples/walkthroughs', '01-nobody-behind-it.md'];
  mkdirSync(join(box.directory, walkthroughs), {recursive: true});
  copyFileSync(join(ROOT, walkthroughs, first), join(box.directory, walkthroughs, first));
  file('setup.batch', 'ifconfig tun1 10.1.0.1/24 up\nroute add 10.2.0.0/16 gw 10.1.0.2\n');
  file('test-suite.sh', '#!/bin/sh\nifconfig tun0 10.8.0.2/24 up && ping -c 1 10.8.0.2\n', 0o700);
  for (const name of ['request.hex', 'packets.hex']) file(name, `${PING_PACKET}\n`);
  file('packet.bin', Buffer.from(PING_PACKET, 'hex'));
  for (const name of ['wg0.conf', 'client.conf']) file(name, TUNNEL);
}

/** Something to connect to, in place of what listens at that port elsewhere. */
async function listener(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as {port: number}).port;
}

async function meets(program: Program, box: Sandbox, {until, prints}: Needs): Promise<void> {
  await eventually(async () => {
    const {status, stderr} = await box.sh(`cd ${box.directory}; ${until!}`);
    expect({until, status, stderr, said: program.stderr}).toMatchObject({status: 0});
    if (prints) expect(program.stdout).toMatch(prints);
  });
}

/** That a program may begin to talk to it; what wireguard-go always says, in a box. */
const NOT_A_COMPLAINT = /^(?:tunctl: \w+ is attached.*|[┌│└].*)\n/gm;

/** Who is interrupted says so by its status, or has done what it was to do. */
const INTERRUPTED = [0, 130, 143];

describe('runs:', () => {
  test.for(FOR_A_PROCESS)('%s', {timeout: 60_000}, async (line, {skip}) => {
    const needs = needsOf(line);
    const {shell = 'sh', before, after, input = '', program, until, ends} = needs;
    skip(program !== undefined && !hasProgram(program), `no ${program!}`);
    const box = sandbox();
    write(box);
    const typed = line.includes('127.0.0.1:4444') ? line.replace('4444', String(await listener())) : line;
    const quiet = before === undefined || shell === 'bash' ? '' : `{ ${before}; } > before.txt;`;
    const definitions = shell === 'bash' && before !== undefined ? `${before};` : '';
    const prepared = await box.sh(`set -e; cd ${box.directory}; ${quiet}`);
    expect(prepared).toEqual({status: 0, stdout: '', stderr: ''});
    const running = until !== undefined;
    const script = `cd ${box.directory}; ${definitions} ${running ? 'exec ' : ''}${typed}`;
    const example = box.start([shell, '-c', script], {input, env: {SHELL: `/bin/${shell}`}});
    if (running) await meets(example, box, needs);
    const {status, stderr} = running && ends !== true ? await example.kill('SIGTERM') : await example.ended;
    expect(stderr.replaceAll(NOT_A_COMPLAINT, '')).toBe('');
    expect(running && ends !== true ? INTERRUPTED : [0]).toContain(status);
    if (after !== undefined)
      expect(await box.sh(`cd ${box.directory}; ${after}`)).toMatchObject({status: 0, stderr: ''});
  });

  test('all of them but a few', () => {
    expect(LEFT_OUT).toHaveLength(11);
  });
});
