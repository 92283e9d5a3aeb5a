/** The machine's own ping over a tun of its kernel, and ours over a tun of a lab, with the same application behind both. */
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {hasProgram, ROOT} from '../../journey/sandbox.ts';
import {CommandBench} from '../../commands/command-context.ts';
import {BEFORE} from './scenarios.ts';
import {essence, shellWords} from './transcript.ts';

const SET_UP = [
  'ifconfig tun0 10.9.0.1 pointopoint 10.9.0.2 mtu 1500',
  'route add -net 10.9.0.0/16 dev tun0',
  'route add -net 10.50.0.0/16 gw 10.9.0.9',
  'ifconfig tun0 inet6 add fd00:9::1/64',
];

const LINES = [
  'ping -c2 -i.2 -R 10.9.0.10',
  'ping -c1 -R 10.9.0.1',
  'ping -c2 -i.2 -R 127.0.0.1',
  'ping -c1 -T tsonly 10.9.0.10',
  'ping -c1 -T tsandaddr 10.9.0.1',
  'ping -c1 -T tsprespec 10.9.0.10',
  'ping -c1 -T tsprespec 10.9.0.1 10.9.0.1 10.9.0.10',
  'ping -c1 -T tsprespec 10.9.0.2 10.9.0.10',
  'ping -c1 -T tsonly 10.9.0.1 10.9.0.10',
  'ping -c1 10.9.0.11 10.9.0.10',
  'ping -c1 nosuch 10.9.0.10',
  'ping -c1 -W.2 -v -R 10.9.105.1',
  'ping -c1 -W.2 -v 10.9.104.0',
  'ping -c1 -W.2 -f 10.9.105.1',
  'ping -c1 -4 -v 10.9.0.10',
  'ping -c1 -6 -v fd00:9::10',
  'ping -c1 -v nosuch',
  'ping -c1 -v localhost',
  'ping -c2 -i.2 -a -R 10.9.0.10',
  'ping -c2 -a -f -i.2 10.9.0.10',
  'ping -c2 -i.2 -D -O -W.2 10.9.0.16',
  'ping -c2 -i.2 -O -q -W.2 10.9.0.16',
  'ping -c2 -f -i.1 10.9.0.10',
  'ping -c3 -l3 -W.2 10.9.0.16',
  'ping -c5 -l3 -i.2 10.9.0.10',
  'ping -c2 -i.2 -w3 10.9.0.14',
  'ping -c2 -w1 -i.2 -M do -s 2000 10.9.0.10',
  'ping -f -c2 -M do -s 2000 10.9.0.10',
  'ping -c1 -q -W.2 -M do -s 2000 10.9.0.10',
  'ping -c1 -s 65507 -M do 10.9.0.10',
  'ping -c1 -s 65508 10.9.0.10',
  'ping -c1 -W.2 -r 10.50.0.1',
  'ping -c1 -r 10.9.0.10',
  'ping -c1 -F 5 fd00:9::10',
  'ping -c1 -Q 0x10 -m 7 -B 10.9.0.10',
  'ping -c1 -I fd00:9::1 10.9.0.10',
  'ping -c1 -I 10.9.0.1 fd00:9::10',
  'ping -c1 -I 10.9.0.1 -I tun0 10.9.0.10',
  'ping -c1 -W.2 -I lo 10.9.0.10',
  'ping -c1 -I nosuch 10.9.0.10',
  'ping -c1 -I 10.9.0.77 10.9.0.10',
  'ping -c1 -W.2 -6 ::ffff:10.9.0.10',
  'ping -c1 -b -M want 10.9.0.10',
  'ping -c1 -i 1x 10.9.0.10',
  'ping -c1 -N subject-name=x 10.9.0.10',
  'ping -N help 10.9.0.10',
  'ping -c1 -- -x',
  'ping -V -x',
];

function whatLacks(): string | undefined {
  const missing = ['unshare', 'ping', 'python3', 'ifconfig', 'route'].find((program) => !hasProgram(program));
  if (missing !== undefined) return `no program ${missing}`;
  if (!existsSync('/dev/net/tun')) return 'no /dev/net/tun';
  const {stdout} = spawnSync('ping', ['-V'], {encoding: 'utf8'});
  if (!stdout.startsWith('ping from iputils 20221126\n')) return 'the ping of this machine is another one';
  const {status, stderr} = inNamespace('answer-tun tun0 && ifconfig tun0 up');
  return status === 0 ? undefined : `no namespace with a tun is permitted: ${stderr.trim()}`;
}

function inNamespace(script: string): {status: number | null; stdout: string; stderr: string} {
  const path = [join(ROOT, 'scripts', 'transcripts'), process.env['PATH'], '/usr/sbin', '/sbin'].join(':');
  const env = {...process.env, LC_ALL: 'C', PATH: path};
  const kept = `${script}; status=$?; answer-tun --stop tun0; exit $status`;
  return spawnSync('unshare', ['-rn', 'sh', '-c', kept], {env, encoding: 'utf8', timeout: 60_000});
}

const MARK = '=== ';

/** What each line printed in a namespace of its own. */
function realOutcomes(): {stdout: string; stderr: string; rc: number}[] {
  const lines = LINES.map((line) => `${line}; rc=$?; printf '${MARK}%s\\n' $rc; printf '${MARK}\\n' >&2`);
  const before = ['ip link set lo up', 'answer-tun tun0', ...SET_UP].join(' && ');
  const {stdout, stderr} = inNamespace(`${before}\n${lines.join('\n')}\ntrue`);
  const [out, err] = [stdout.split(/^=== (\d+)\n/m), stderr.split(/^=== \n/m)];
  return LINES.map((_line, place) => ({
    stdout: out[2 * place] ?? '',
    stderr: err[place] ?? '',
    rc: Number(out[2 * place + 1]),
  }));
}

const lacking = whatLacks();

test.skipIf(lacking !== undefined)(
  `is the machine's own, line by line${lacking === undefined ? '' : ` (${lacking})`}`,
  {timeout: 90_000},
  async () => {
    const real = realOutcomes();
    const bench = new CommandBench();
    await BEFORE['ping-inet6']!(bench);
    for (const line of SET_UP) await bench.output(line);
    for (const [place, line] of LINES.entries()) {
      const {stdout, stderr, status} = await bench.run(shellWords(line), {timePasses: true});
      expect({line, ...essence({stdout, stderr, rc: status})}).toEqual({line, ...essence(real[place]!)});
    }
  },
);
