/** What lies in examples/ works as its README says. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {PING_FRAME} from '../packet/golden.ts';
import {whatKernelLacks} from './kernel-under-test.ts';
import {eventually, hasProgram, ROOT, sandbox, TUNLAB} from './sandbox.ts';

const EXAMPLES = join(ROOT, 'examples');

function script(name: string): string[] {
  return [TUNLAB, 'with', '--', 'sh', join(EXAMPLES, name)];
}

test('answer-ping.sh: the request, and the one reply', async () => {
  const {status, stdout, stderr} = await sandbox().run(script('answer-ping.sh'));
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  expect(stdout).toMatch(
    /^45000054[0-9a-f]{160}\nPING 10\.10\.10\.8 \(10\.10\.10\.8\): 56 data bytes\n64 bytes from 10\.10\.10\.8: icmp_seq=0 ttl=64 time=\d+\.\d{3} ms\n\n--- 10\.10\.10\.8 ping statistics ---\n1 packets transmitted, 1 packets received, 0\.0% packet loss\nround-trip min\/avg\/max\/stddev = [\d./]+ ms\n$/,
  );
});

test('own-address.sh: the 98 octets, why they are there, and the reply', async () => {
  const {status, stdout, stderr} = await sandbox().run(script('own-address.sh'));
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  const [frame, ...rest] = stdout.split('\n');
  expect(frame).toBe(PING_FRAME);
  expect(rest.join('\n')).toMatch(
    /tun0 interface queue \(packets the stack will receive\): held, 1 of 500 packets, 98 octets\n.*\n {2}0 {6}98 {6}10\.10\.10\.10 > 10\.10\.10\.10: ICMP echo request, id 22274, seq 0, length 64 {2}destination 10\.10\.10\.10 is an address of tun0\nPING [^]*\n64 bytes from 10\.10\.10\.10: icmp_seq=0 ttl=254 /,
  );
});

test('demo.sh: tells the story to its end', async () => {
  const {status, stdout, stderr} = await sandbox().run(script('demo.sh'));
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  expect(stdout.match(/1 packets transmitted, 1 packets received, 0\.0% packet loss/g)).toHaveLength(2);
  expect(stdout).toContain(`\n${PING_FRAME}\n`);
});

describe.skipIf(!hasProgram('python3'))('python/answer_ping.py', () => {
  const program = join(EXAMPLES, 'python', 'answer_ping.py');

  test('answers a ping at $TUNLAB_DEV/tun/0, and ends', async () => {
    const box = sandbox();
    const lines = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    const [, typed] = /tunlab with -- sh -c '(.*answer_ping\.py.*)'/.exec(lines) ?? [];
    const inLab = typed!.replace('examples/python/answer_ping.py', program);
    const {status, stdout, stderr} = await box.run([TUNLAB, 'with', '--', 'sh', '-c', `${inLab}; wait`]);
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toContain('answered 10.0.0.1\n');
    expect(stdout).toMatch(/\n64 bytes from 10\.0\.0\.2: icmp_seq=0 ttl=254 time=\d+\.\d{3} ms\n/);
    expect(stdout).toContain('\n1 packets transmitted, 1 packets received, 0.0% packet loss\n');
  });

  test('answers as many as it is told, at the socket it is told, of odd lengths too', async () => {
    const box = sandbox();
    await box.output('ifconfig tun3 10.0.0.1 10.0.0.2 up');
    const application = box.start(['python3', program, `${box.runtime}/default/local/dev/tun/3`, '4']);
    await box.output('ping -c 1 10.0.0.2');
    await box.output('ping -c 3 -i 0.01 -s 57 10.0.0.2');
    expect(await application.ended).toEqual({status: 0, stdout: 'answered 10.0.0.1\n'.repeat(4), stderr: ''});
  });

  test('is the only opener', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 10.0.0.1 10.0.0.2 up');
    const first = box.start(['python3', program], {env: {TUNLAB_DEV: `${box.runtime}/default/local/dev`}});
    await box.sh(`until tunlab tunctl show tun0 | grep -q '^opened *yes'; do :; done`);
    expect(await box.tunlab('tunctl respond tun0')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunctl: the device node is open already\n',
    });
    await box.output('ping -c 1 10.0.0.2');
    expect(await first.ended).toMatchObject({status: 0});
  });
});

describe('kernel-tap.sh', () => {
  const lacking = whatKernelLacks();

  test.skipIf(lacking !== undefined)('the kernel reaches the lab, and the lab the kernel', async () => {
    const {status, stdout, stderr} = await sandbox().run(script('kernel-tap.sh'));
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    const [, fromKernel, fromLab] = stdout.split(/^# From .*$/m);
    expect(fromKernel).toMatch(/64 bytes from 10\.99\.0\.1: icmp_seq=1 ttl=254 |there is no ping here/);
    expect(fromLab).toMatch(/\n64 bytes from 10\.99\.0\.2: icmp_seq=0 ttl=64 time=[^]*\n +10\.99\.0\.2 +\S+ +valid\n/);
  });

  test('says which program is absent, and that it did nothing', async () => {
    const alone = [TUNLAB, 'with', '--', 'env', 'PATH=/nowhere', '/bin/sh', join(EXAMPLES, 'kernel-tap.sh')];
    const {status, stdout, stderr} = await sandbox().run(alone);
    expect({status, stdout, stderr}).toEqual({
      status: 0,
      stdout: 'kernel-tap.sh: skipped, there is no program vdens here\n',
      stderr: '',
    });
  });
});

describe('vde_adapter.mjs', () => {
  const program = join(EXAMPLES, 'vde_adapter.mjs');
  /** Who has 10.99.0.1? Asks 10.99.0.2, in a frame of VDE. */
  const QUESTION = `002affffffffffff020000000002080600010800060400010200000000020a630002${'0'.repeat(12)}0a630001`;
  /** The answer of a station of the lab. */
  const ANSWER = /002a020000000002(?<station>02[0-9a-f]{10})08060001080006040002\k<station>0a630001/;

  test('carries frames both ways, and ends when its input does', async () => {
    const box = sandbox();
    await box.output('ifconfig tap0 10.99.0.1/24 up');
    const node = `${box.runtime}/default/local/dev/tap/0`;
    const adapter = box.start(['sh', '-c', `node ${program} ${node} | od -An -v -tx1`], {input: {open: true}});
    adapter.process.stdin!.end(Buffer.from(QUESTION, 'hex'));
    const {status, stdout, stderr} = await adapter.ended;
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout.replaceAll(/\s/g, '')).toMatch(ANSWER);
  });

  test('says so when somebody else has the node open, or there is none', async () => {
    const box = sandbox();
    await box.output('ifconfig tap0 10.99.0.1/24 up');
    const node = `${box.runtime}/default/local/dev/tap/0`;
    const first = box.start(['node', program, node], {input: {open: true}});
    await eventually(async () => expect(await box.output('tunctl show tap0')).toMatch(/^opened +yes$/m));
    const second = await box.start(['node', program, node], {input: {open: true}}).ended;
    expect(second).toEqual({status: 1, stdout: '', stderr: `vde_adapter: ${node} is open already\n`});
    first.process.stdin!.end();
    expect(await first.ended).toMatchObject({status: 0, stderr: ''});
    const nowhere = await box.run(['node', program, `${node}9`]);
    expect(nowhere).toEqual({status: 1, stdout: '', stderr: `vde_adapter: connect ENOENT ${node}9\n`});
  });
});

describe.skipIf(!hasProgram('python3'))('python/udp_echo.py', () => {
  const program = join(EXAMPLES, 'python', 'udp_echo.py');

  test('sends a datagram back at $TUNLAB_DEV/udp/7, and ends', async () => {
    const lines = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    const [, typed] = /tunlab with -- sh -c '(.*udp_echo\.py.*)'/.exec(lines) ?? [];
    const inLab = typed!.replace('examples/python/udp_echo.py', program);
    const {status, stdout, stderr} = await sandbox().run([TUNLAB, 'with', '--', 'sh', '-c', `${inLab}; wait`]);
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toMatch(/^\/\S+\/local\/dev\/udp\/7\n/);
    expect(stdout).toMatch(/\nanswered 127\.0\.0\.1:\d+\n/);
    expect(stdout).toContain('\n5 octets from 127.0.0.1:7: hello\n');
  });

  test('answers on another host what had waited, also for a group, after the daemon was killed', async () => {
    const box = sandbox();
    await box.output('host add server');
    await box.output('wire add lan local:eth0 server:eth0');
    await box.output('ifconfig eth0 10.0.0.1/24 up');
    await box.output('on server ifconfig eth0 10.0.0.2/24 up');
    const path = await box.output('on server udp bind 7 --join 239.1.2.3');
    process.kill(await box.daemon(), 'SIGKILL');
    const answer = box.start([TUNLAB, ...'udp send 239.1.2.3 7 hello --interface eth0 --wait 30'.split(' ')]);
    await box.sh(`until tunlab on server udp list --json | grep -q '"waiting":1'; do :; done`);
    const application = box.start(['python3', program, path.trim()]);
    expect(await application.ended).toMatchObject({status: 0, stderr: ''});
    expect(await answer.ended).toEqual({status: 0, stdout: '5 octets from 10.0.0.2:7: hello\n', stderr: ''});
  });

  test('is the only opener', async () => {
    const box = sandbox();
    const path = (await box.output('udp bind 7')).trim();
    const first = box.start(['python3', program, path]);
    await box.sh(`until tunlab udp list --json | grep -q '"opened":true'; do :; done`);
    expect(await box.run(['python3', program, path])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'somebody else has the port open\n',
    });
    await box.output('udp send localhost 7 hello');
    expect(await first.ended).toMatchObject({status: 0});
  });
});
