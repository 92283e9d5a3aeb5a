/** `npm run demo`: each tells its story to the end, and leaves nothing. */
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {ROOT, sandbox} from './sandbox.ts';

const DEMO = ['sh', join(ROOT, 'scripts', 'demo.sh')];

/** Milliseconds: some eighty commands, on a machine that is busy. */
const LONG = 120_000;

test('ping, which is the one without a name', async () => {
  const box = sandbox();
  const named = await box.run([...DEMO, 'ping']);
  const {status, stdout, stderr} = await box.run(DEMO);
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  for (const told of [named.stdout, stdout]) {
    expect(told).toMatch(
      /^\n# A point-to-point interface: .*\n\$ ifconfig tun0 inet 10\.10\.10\.10 10\.10\.10\.8 up\n/,
    );
  }
  expect(box.processes()).toEqual([]);
});

test(
  'vpn: the packet at each station, and back',
  async () => {
    const box = sandbox();
    const {status, stdout, stderr} = await box.run([...DEMO, 'vpn']);
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    const stations = [
      /\$ tunlab on client tunctl queues tun0\n.*application queue.*1 of 500 packets, 84 octets\n.*\n.*10\.8\.0\.2 > 203\.0\.113\.80: ICMP echo request/,
      /client:eth0 {2}192\.168\.1\.2\.\d+ > 203\.0\.113\.1\.51820: UDP, length 148 \(190 octets\)\n.*length 92 .*\n.*length 128 /,
      /\$ tunlab on server tunctl queues tun0\n[^$]*10\.8\.0\.2 > 203\.0\.113\.80: ICMP echo request.*written by the application\n/,
      /server:eth1 {2}10\.8\.0\.2 > 203\.0\.113\.80: ICMP echo request.*\n.*google\.com:eth0 {2}203\.0\.113\.80 > 10\.8\.0\.2: ICMP echo reply/,
      /\$ tunlab on server tunctl queues tun0\n[^$]*203\.0\.113\.80 > 10\.8\.0\.2: ICMP echo reply.*sent by the stack\n/,
      /\$ tunlab on client tunctl queues tun0\n[^$]*203\.0\.113\.80 > 10\.8\.0\.2: ICMP echo reply.*destination 10\.8\.0\.2 is an address of tun0\n/,
      /\$ cat ping\.txt\nPING google\.com \(203\.0\.113\.80\): 56 data bytes\n64 bytes from 203\.0\.113\.80: icmp_seq=0 ttl=253 /,
      /UDP, length 1452, first fragment of id (\d+) \(1290 octets\)\n.*UDP fragment, id \1, offset 1256/,
      /ping -c 1 -s 3000 google\.com\n.*\n3008 bytes from 203\.0\.113\.80: /,
      /\$ grep -c 08090a0b access\.hex\n0\n/,
    ];
    let rest = stdout;
    for (const station of stations) {
      const found = station.exec(rest);
      expect(found, `${String(station)} in what follows: ${rest.slice(0, 2000)}`).not.toBeNull();
      rest = rest.slice(found!.index + found![0].length);
    }
    expect(box.processes()).toEqual([]);
  },
  LONG,
);

test.each(['nothing', 'vpn ping', ''])('a name that is none: "%s"', async (names) => {
  const {status, stdout, stderr} = await sandbox().run([...DEMO, ...names.split(' ')]);
  expect({status, stdout}).toEqual({status: 2, stdout: ''});
  expect(stderr).toBe(`demo: there is no demonstration "${names}"; there are: ping, vpn\n`);
});
