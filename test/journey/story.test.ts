/** The story of one ping, typed in a shell. */
import {describe, expect, test} from 'vitest';
import type {DeviceQueues} from '../../src/api/schema/device.ts';
import {PING_FRAME} from '../packet/golden.ts';
import {eventually, sandbox, TUNLAB} from './sandbox.ts';

const REPLY =
  /^PING 10\.10\.10\.8 \(10\.10\.10\.8\): 56 data bytes\n64 bytes from 10\.10\.10\.8: icmp_seq=0 ttl=64 time=\d+\.\d{3} ms\n\n--- 10\.10\.10\.8 ping statistics ---\n1 packets transmitted, 1 packets received, 0\.0% packet loss\nround-trip min\/avg\/max\/stddev = [\d./]+ ms\n$/;

describe('a ping through a tunnel', () => {
  test('is answered by whoever reads the request and writes the reply', async () => {
    const box = sandbox();
    const {status, stdout, stderr} = await box.run([
      TUNLAB,
      'with',
      '--',
      'sh',
      '-ec',
      `
     ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
     ping -c 1 10.10.10.8 > ping.txt &
     tunctl read tun0 > request.hex            # 84 octets: 45 00 00 54 …
     tunctl write tun0 "$(tunctl reply < request.hex)"
     wait $!; cat ping.txt; cat request.hex >&2`.replaceAll(/(ping\.txt|request\.hex)/g, `${box.directory}/$1`),
    ]);
    expect(stderr).toMatch(/^45000054[0-9a-f]{160}\n$/);
    expect(stdout).toMatch(REPLY);
    expect(status).toBe(0);
  });

  test('nobody answers: all is lost, ping fails, and the packet still waits for an application', async () => {
    const box = sandbox();
    const {status, stdout, stderr} = await box.run([
      TUNLAB,
      'with',
      '--',
      'sh',
      '-c',
      `ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
       ping -c 1 -W 0.1 10.10.10.8; echo "status $?"
       tunctl queues tun0`,
    ]);
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toContain('\n1 packets transmitted, 0 packets received, 100.0% packet loss\nstatus 2\n');
    expect(stdout).toContain(
      'tun0 application queue (packets an application will read): not held, 1 of 500 packets, 84 octets\n',
    );
    expect(stdout).toMatch(
      / 10\.10\.10\.10 > 10\.10\.10\.8: ICMP echo request, id \d+, seq 0, length 64 {2}sent by the stack\n/,
    );
  });
});

describe('a ping to the own address through the driver', () => {
  const PING = 'ping -c 1 --id 0x5702 --ip-id 0x9c72 --stamp 1686024960359008 --ttl 254 10.10.10.10';

  test.each([
    ['', /\n64 bytes from 10\.10\.10\.10: icmp_seq=0 ttl=254 time=\d+\.\d{3} ms\n/],
    [
      ' --json',
      /"packets_received":1,.*"event":"reply","at":[\d.]+,"seq":0,"from":"10\.10\.10\.10","octets":64,"ttl":254/,
    ],
  ])('puts exactly the 98 octets into the interface queue, which says why%s', async (json, replied) => {
    const box = sandbox();
    for (const line of [
      'ifconfig tun0 inet 10.10.10.10 10.10.10.8 up',
      'route delete 10.10.10.10',
      'route add tun0 10.10.10.10 host',
      'tunctl set tun0 link-header ethernet',
      'tunctl hold tun0 interface',
    ]) {
      await box.output(`${line}${json}`);
    }
    const ping = box.start([TUNLAB, ...`${PING}${json}`.split(' ')]);
    const queues = await eventually(async () => {
      const shown = JSON.parse(await box.output('tunctl queues tun0 --json')) as DeviceQueues;
      expect(shown.interface.packets).toBe(1);
      return shown;
    });
    expect(queues.application.contents).toEqual([]);
    expect(queues.interface.contents).toEqual([{place: 0, octets: 98, hex: PING_FRAME, reason: 'own-address'}]);
    expect(await box.output('tunctl queues tun0')).toContain(
      '  0      98      10.10.10.10 > 10.10.10.10: ICMP echo request, id 22274, seq 0, length 64  destination 10.10.10.10 is an address of tun0\n',
    );
    await box.output(`tunctl release tun0${json}`);
    const {status, stdout, stderr} = await ping.ended;
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toMatch(replied);
  });
});

test('the 98 octets of the report, written to the node, are accepted and answered', async () => {
  const box = sandbox();
  await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
  await box.output('tunctl set tun0 link-header ethernet');
  await box.output('route delete 10.10.10.10');
  await box.output('route add tun0 10.10.10.10 host');
  await box.output('tunctl hold tun0 interface');
  await box.output(`tunctl write tun0 ${PING_FRAME}`);
  await box.output('tunctl step tun0 interface');
  const answer = await box.output('tunctl read tun0 --queue interface --peek --format text');
  expect(answer).toMatch(/^10\.10\.10\.10 > 10\.10\.10\.10: ICMP echo reply, id 22274, seq 0, length 64\n/);
  await box.output('tunctl release tun0');
  // The reply, as well as the request, is accounted for: nobody waits for it.
  expect(await box.output('ifconfig tun0')).toContain(
    '\tReceive: 1 packets, 0 errors, 84 bytes, 0 mcasts, 1 dropped\n',
  );
});

test('tunctl respond answers like an application, and ends after --count answers', async () => {
  const box = sandbox();
  await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
  const application = box.start([TUNLAB, 'tunctl', 'respond', 'tun0', '--count', '2']);
  const {status, stdout} = await box.tunlab('ping -c 2 -i 0.01 10.10.10.8');
  expect(status).toBe(0);
  expect(stdout).toContain('\n2 packets transmitted, 2 packets received, 0.0% packet loss\n');
  const answered = await application.ended;
  expect(answered).toMatchObject({status: 0, stderr: ''});
  expect(answered.stdout).toMatch(
    /^(answered 10\.10\.10\.10 > 10\.10\.10\.8: ICMP echo request, id \d+, seq [01], length 64\n){2}$/,
  );
});

test('tunctl respond ends when it is interrupted, and the node can be opened again', async () => {
  const box = sandbox();
  await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
  const application = box.start([TUNLAB, 'tunctl', 'respond', 'tun0']);
  await eventually(async () => expect(await box.output('tunctl list')).toMatch(/tun0 {2}tun {3}up {5}yes/));
  expect(await box.tunlab('tunctl read tun0')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'tunctl: the device node of tun0 is open already\n',
  });
  expect(await application.kill('SIGINT')).toMatchObject({status: 0, stderr: ''});
  await eventually(async () => expect(await box.output('tunctl list')).toMatch(/tun0 {2}tun {3}up {5}no/));
});
