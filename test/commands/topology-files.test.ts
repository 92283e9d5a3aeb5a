/** A lab as a file, and a file as a lab. */
import {readFileSync} from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import fc from 'fast-check';
import {beforeAll, describe, expect, test} from 'vitest';
import {schemaDocument} from '../../src/cli/schema/documents.ts';
import {readTopology} from '../../src/cli/topology/read-topology.ts';
import {writeTopology} from '../../src/cli/topology/write-topology.ts';
import {NetworkError} from '../../src/errors.ts';
import {topologyOf} from '../../src/service/topology.ts';
import {anyChange, freshLab, makeAll} from '../topology/random-lab.ts';
import {CommandBench, SILENCE} from './command-context.ts';

const ROUTER = readFileSync(new URL('../../examples/router.yaml', import.meta.url), 'utf8');

const EVERYTHING = `
host add router server
host set router personality linux
host set server personality bsd
wire add left local:eth0 router:eth0
wire add right router:eth1 server:eth0
wire set left delay 5ms loss 10% jitter 1ms
wire set right rate 1Mbit queue 9
wire drop right 3 icmp from server:eth0
ifconfig eth0 hw ether 02:00:00:00:00:70
ifconfig eth0 10.1.0.2/24 up
ifconfig eth0 inet6 2001:db8:1::2/64
ifconfig tun0 10.8.0.2 10.8.0.1 mtu 1400 up
ifconfig tun0 inet6 fe80::7/64
tunctl set tun0 application-queue 20
tunctl hold tun0 interface
route add 10.9.0.0/16 gw 10.8.0.1
route add -host 10.9.9.9 gw 10.1.0.1 metric 7
route add 2001:db8:9::/48 gw 2001:db8:1::1
route add 10.66.0.0/16 blackhole
arp -s 10.1.0.77 02:00:00:00:00:07
udp bind 500
on router ifconfig eth0 10.1.0.1/24 up
on router ifconfig eth0:1 10.1.0.9/24
on router ifconfig eth1 10.2.0.1/24 txqueuelen 77 up
on router ip route add unreachable 10.67.0.0/16
on router route add -net 10.68.0.0/16 gw 10.1.0.2 mss 1400
on router tunctl sysctl net.ipv4.ip_forward=1
on router tunctl create tap0
wire add third router:eth2
bridge add br0 eth2 tap0 --host router
host name google.com 10.2.0.2 --host server
host name google.com 2001:db8:2::2 --host server
on server ifconfig eth0 10.2.0.2/24 up
on router ip route del 10.2.0.0/24 dev eth1
`;
const apply = (bench: CommandBench, text: string, flags = '') => bench.run(`apply -${flags}`, {input: text});

// The first of them loads the parser.
beforeAll(() => import('yaml'));

describe('apply', () => {
  test('makes what the file says, and the second time nothing', async () => {
    const bench = new CommandBench();
    const {status, stdout} = await apply(bench, ROUTER);
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        '+ host client',
        '+ client eth0 up',
        '+ client eth0 address 10.1.0.2/24',
        '+ wire left',
        '+ client route default gw 10.1.0.1',
      ]),
    );
    expect(await apply(bench, ROUTER)).toEqual(SILENCE);
    expect(await bench.output('ping -c 1 server --host client')).toContain('1 packets received');
  });

  test('--dry-run shows the difference and changes nothing', async () => {
    const bench = new CommandBench();
    await apply(bench, ROUTER);
    const before = await bench.output('dump');
    const changed = `hosts:
  client:
    interfaces:
      eth0: {mtu: 1400, addresses: [10.1.0.7/24]}
    routes: []
  other: {personality: linux}
wires:
  left: {joined: false}
`;
    const {status, stdout} = await apply(bench, changed, ' --dry-run');
    expect({status, stdout}).toEqual({
      status: 0,
      stdout: `- client route default gw 10.1.0.1 dev eth0
+ host other linux
~ wire left joined true → false
- client eth0 address 10.1.0.2/24
+ client eth0 address 10.1.0.7/24
~ client eth0 mtu 1500 → 1400
`,
    });
    expect(await bench.output('dump')).toBe(before);
    const {stdout: coloured} = await bench.run('apply - -n', {input: changed, colour: true});
    expect(coloured).toContain('\u001B[33m~ client eth0 mtu 1500 → 1400\u001B[39m\n');
    const {stdout: json} = await bench.run('apply - -n --json', {input: changed});
    expect(JSON.parse(json)).toMatchObject({
      applied: false,
      differences: expect.arrayContaining([{sign: '+', text: 'host other linux'}]) as unknown,
    });
  });

  test('leaves what is not named, unless --prune', async () => {
    const bench = new CommandBench();
    await apply(bench, ROUTER);
    await bench.output('ifconfig tun0 10.8.0.2/24 up');
    expect((await apply(bench, 'hosts: {router: {}}')).stdout).toBe('');
    const {stdout} = await apply(
      bench,
      'hosts:\n  router:\n    interfaces: {eth0: {addresses: [10.1.0.1/24]}}\n',
      ' --prune',
    );
    expect(stdout.trimEnd().split('\n')).toEqual([
      '- host client',
      '- host server',
      '- wire left',
      '- wire right',
      '- local tun0',
      '- router eth1',
    ]);
    expect(await bench.json('host list')).toMatchObject([
      {name: 'local', interfaces: ['lo0']},
      {name: 'router', interfaces: ['lo0', 'eth0']},
    ]);
  });

  test('is all or nothing', async () => {
    const bench = new CommandBench();
    const before = await bench.output('dump');
    const text = `hosts:
  client:
    interfaces:
      tun0: {up: true, addresses: [10.0.0.1/24]}
    routes:
      - {dst: 10.9.0.0/16, gateway: 10.0.0.9}
      - {dst: 10.8.0.0/16, gateway: 172.16.0.1}
`;
    expect(await apply(bench, text)).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunlab: standard input:7:9: the gateway 172.16.0.1 is on no connected network\n',
    });
    expect(await bench.output('dump')).toBe(before);
  });

  test.each([
    ['what is no YAML', 'hosts: [\n', /^standard input:2:1: .*\]/],
    ['a tab', 'hosts:\n\tclient: {}\n', /^standard input:2:1: .*[Tt]abs/],
    ['a key that is there twice', 'hosts:\n  a: {}\n  a: {}\n', /^standard input:3:3: Map keys must be unique/],
    ['two documents', 'hosts: {}\n---\nwires: {}\n', /^standard input:2:1: .*multiple documents/],
    ['a tag', 'hosts: !!python/object {}\n', /^standard input:1:8: Unresolved tag/],
    ['a list', '- a\n', /^standard input:1:1: the request must be object|standard input:1:1: .* object/],
    [
      'a key that is not known',
      'hosts:\n  a:\n    interfases: {}\n',
      /^standard input:3:5: "interfases" is not known here$/,
    ],
    [
      'a value of another kind',
      'hosts:\n  a:\n    interfaces:\n      tun0: {mtu: big}\n',
      /^standard input:4:14: "mtu" must be integer$/,
    ],
    [
      'a value that is none of those',
      'hosts:\n  a:\n    personality: amiga\n',
      /^standard input:3:5: "personality" must be one of "haiku", "linux", "bsd"$/,
    ],
    [
      'no address',
      'hosts:\n  a:\n    interfaces:\n      tun0: {addresses: [10.0.0.1/24, 10.0.0.999]}\n',
      /^standard input:4:39: "10.0.0.999" is not an IP address$/,
    ],
    [
      'a prefix length that is too long',
      'hosts:\n  a:\n    interfaces:\n      tun0:\n        addresses:\n          - 10.0.0.1/33\n',
      /^standard input:6:13: a prefix length of IPv4/,
    ],
    [
      'host bits',
      'hosts:\n  a:\n    routes:\n      - {dst: 10.0.0.1/8, dev: lo0}\n',
      /^standard input:4:9: 10.0.0.1\/8 has host bits set/,
    ],
    [
      'no setting',
      'hosts:\n  a:\n    settings:\n      net.nosuch: true\n',
      /^standard input:4:7: there is no setting net.nosuch; there are: /,
    ],
    [
      'an interface that could be anything',
      'hosts:\n  a:\n    interfaces:\n      vpn: {}\n',
      /^standard input:4:7: say what vpn is, with kind: /,
    ],
    [
      'a queue length of what has two queues',
      'hosts:\n  a:\n    interfaces:\n      tun0:\n        txqlen: 7\n',
      /^standard input:5:9: tun0 has queues: say device: {application_packets: …}$/,
    ],
    [
      'a wire to nowhere',
      'wires:\n  w:\n    ends:\n      - nowhere:eth0\n',
      /^standard input:4:9: there is no host nowhere/,
    ],
    [
      'a NIC on two wires',
      'wires:\n  v: {ends: [local:eth0]}\n  w: {ends: [local:em0]}\n',
      /^standard input:3:14: local:eth0 is plugged into v already/,
    ],
    [
      'a refusal of the lab',
      'hosts:\n  a:\n    interfaces:\n      tun0:\n        mtu: 3\n',
      /^standard input:4:7: tun0 takes an MTU of /,
    ],
    [
      'aliases that multiply',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(20)}]\nc: &c [${'*b,'.repeat(20)}]\nd: [${'*c,'.repeat(20)}]\n`,
      /^standard input:1:1: Excessive alias count/,
    ],
    ['what is nested too deeply', '['.repeat(5000), /^standard input:1:1: nested too deeply/],
  ])('refuses %s with its place', async (_what, text, message) => {
    const bench = new CommandBench();
    const {status, stdout, stderr} = await apply(bench, text);
    expect(stdout).toBe('');
    expect([1, 2]).toContain(status);
    expect(stderr).toMatch(/^tunlab: [^\n]+\n$/);
    expect(stderr.slice('tunlab: '.length, -1)).toMatch(message);
  });

  test('comments, anchors and nothing at all are no trouble', async () => {
    const bench = new CommandBench();
    expect(await apply(bench, '# nothing\n')).toEqual(SILENCE);
    const {stdout} = await apply(bench, 'hosts:\n  a: &same {interfaces: {tun0: {up: true}}}\n  b: *same\n');
    expect(stdout).toBe('+ host a\n+ host b\n+ a tun0 up\n+ b tun0 up\n');
  });

  test('takes JSON', async () => {
    const [bench, other] = [new CommandBench(), new CommandBench()];
    await apply(bench, ROUTER);
    await apply(other, await bench.output('dump --json'));
    expect(await other.output('dump')).toBe(await bench.output('dump'));
  });
});

describe('dump', () => {
  const requests = fc.array(anyChange, {maxLength: 30, size: 'max'});

  test('is read again as what it was, and agrees with the published schema', async () => {
    const ajv = new Ajv2020.default({strict: false});
    const agrees = ajv.compile(schemaDocument('topology'));
    await fc.assert(
      fc.asyncProperty(requests, async (changes) => {
        const {lab, api} = freshLab();
        await makeAll(api, changes);
        const topology = topologyOf(lab);
        const text = await writeTopology(topology);
        expect((await readTopology({name: 'x', text})).topology).toEqual(topology);
        expect(agrees(topology), JSON.stringify(agrees.errors)).toBe(true);
      }),
      {numRuns: 50},
    );
  });

  test('--schema prints the schema that is published', async () => {
    const published = readFileSync(new URL('../../docs/schema/topology.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(await new CommandBench().output('dump --schema'))).toEqual(JSON.parse(published));
  });

  test('keeps all that can be configured: another lab made of it prints the same', async () => {
    const [bench, other] = [new CommandBench(), new CommandBench()];
    expect(await bench.run('batch -', {input: EVERYTHING})).toMatchObject({status: 0, stderr: ''});
    const dump = await bench.output('dump');
    for (const part of [
      'personality: bsd',
      'net.inet.ip.forwarding: true',
      'google.com: [10.2.0.2, 2001:db8:2::2]',
      '{local: 10.1.0.9, prefixlen: 24, label: eth0:1}',
      '{local: 10.8.0.2, prefixlen: 32, peer: 10.8.0.1}',
      'fe80::7/64',
      'application_packets: 20',
      'held: [interface]',
      'txqlen: 77',
      'ports: [eth2, tap0]',
      'type: unreachable',
      'type: blackhole',
      'advmss: 1360',
      '{dst: 10.2.0.0/24, dev: eth1, type: unicast}',
      'delay: 5',
      'loss: 10',
      'nth: 3',
      'rate: 1000000',
      'lladdr: 02:00:00:00:00:07',
      'port: 500',
    ])
      expect(dump).toContain(part);
    expect((await apply(other, dump)).status).toBe(0);
    expect(await other.output('dump')).toBe(dump);
    for (const show of ['arp -a', 'netstat -rn', 'tunctl sysctl']) {
      for (const host of ['local', 'router', 'server'])
        expect(await other.output(`${show} --host ${host}`)).toBe(await bench.output(`${show} --host ${host}`));
    }
    expect(await apply(other, dump, ' --prune')).toEqual(SILENCE);
  });

  test('into apply gives the same lab', async () => {
    const [bench, other] = [new CommandBench(), new CommandBench()];
    await apply(bench, ROUTER);
    const dump = await bench.output('dump');
    expect((await apply(other, dump)).status).toBe(0);
    expect(await other.output('dump')).toBe(dump);
    expect(await apply(other, dump, ' --prune')).toEqual(SILENCE);
  });
});

test('any text is a topology, or refused in one line with a place in it', async () => {
  const piece = fc.constantFrom(
    'hosts',
    'wires',
    'a',
    ':',
    ' ',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&x',
    '*x',
    '!',
    '|',
    '1',
    '\t',
    'interfaces',
    'tun0',
    '#',
    '?',
    ',',
    '%',
    '...',
    '---',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, {maxLength: 40}), async (pieces) => {
      const text = pieces.join('');
      try {
        (await readTopology({name: 'f', text})).place(['hosts', 'a', 'interfaces', 0]);
      } catch (reason) {
        if (!(reason instanceof NetworkError)) throw reason;
        expect(reason.message).toMatch(/^f:\d+:\d+: [^\n]+$/);
      }
    }),
    {numRuns: 500},
  );
});
