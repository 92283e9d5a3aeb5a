/** A device joined to a program's end of a tunnel: `tunctl attach`. */
import {existsSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {childrenOf} from './process-tree.ts';
import {eventually, hasProgram, type Program, ROOT, type Sandbox, sandbox, TUNLAB} from './sandbox.ts';

const HOOK = join(ROOT, 'test', 'journey', 'programs', 'openvpn_hook.py');
const TOLD = [
  'TUNTAP_DEV_TYPE=tun',
  'TUNTAP_MTU=1400',
  'ifconfig_local=10.8.0.2',
  'ifconfig_netmask=255.255.255.0',
  'route_network_1=192.168.77.0',
  'route_netmask_1=255.255.255.0',
  'route_gateway_1=10.8.0.1',
];

async function lab(): Promise<Sandbox> {
  const box = sandbox();
  await box.output('daemon start --personality linux');
  return box;
}

/** What there is of interfaces and routes. */
async function configuration(box: Sandbox): Promise<string> {
  return (await box.output('ifconfig -a')).replace(/[RT]X .*\n/g, '') + (await box.output('route -n'));
}

/** A parent that makes the socket pair as OpenVPN 2.7 does. */
async function hook(box: Sandbox): Promise<Program> {
  const wrapper = (await box.output('openvpn-dev tun0')).trim();
  return box.start(['python3', HOOK, wrapper, ...TOLD], {input: {open: true}});
}

describe.skipIf(!hasProgram('python3'))("to what OpenVPN's --dev-node unix: starts", () => {
  test('is configured as it is told, survives a restart, and leaves nothing', async () => {
    const box = await lab();
    const before = await configuration(box);
    const parent = await hook(box);
    await box.output('wait-for node tun0 open --timeout 30');
    expect(await configuration(box)).toMatch(/mtu 1400\n *inet 10\.8\.0\.2 .*192\.168\.77\.0 +10\.8\.0\.1 /s);
    expect(await box.output('ping -c 3 -i 0.01 10.8.0.1')).toContain(' 0% packet loss');
    expect(await box.output('ping -c 1 -s 1300 10.8.0.1')).toContain(' 0% packet loss');
    parent.process.stdin!.write('restart\n');
    await parent.printed(/helper ended 0\nstarted/);
    await box.output('wait-for node tun0 open --timeout 30');
    expect(await box.output('ping -c 1 10.8.0.1')).toContain(' 0% packet loss');
    parent.process.stdin!.end();
    expect((await parent.ended).stdout).toMatch(/helper ended 0\n$/);
    expect(await configuration(box)).toBe(before);
  });

  test('notices that its parent was killed', async () => {
    const box = await lab();
    const before = await configuration(box);
    const parent = await hook(box);
    await box.output('wait-for node tun0 open --timeout 30');
    await parent.kill('SIGKILL');
    await eventually(() => expect(box.processes()).toHaveLength(1));
    expect(await configuration(box)).toBe(before);
  });

  const rounds = process.env['TUNLAB_LONG'] === '1' ? 200 : 12;
  test(
    `${rounds} times killed at any moment, it leaves the lab as it was, and no process`,
    {timeout: 600_000},
    async () => {
      const box = await lab();
      const before = await configuration(box);
      for (let round = 0; round < rounds; round++) {
        const parent = await hook(box);
        await parent.printed(/^started \d+\n/);
        // From before it has reached the lab until packets go.
        for (let turns = (round * 7) % 40; turns > 0; turns--) await box.run(['true']);
        const [helper] = childrenOf(parent.pid);
        const victim = round % 2 === 0 || helper === undefined ? parent.pid : helper;
        process.kill(victim, 'SIGKILL');
        if (victim !== parent.pid) parent.process.kill('SIGKILL');
        await parent.ended;
        await eventually(() => expect(box.processes()).toHaveLength(1));
        await eventually(async () => expect(await configuration(box)).toBe(before));
      }
    },
  );
});

describe('to a socket', () => {
  test('that it listens at: programs come one after the other, each with whole packets', async () => {
    const box = await lab();
    await box.output('ifconfig tun0 10.8.0.2 netmask 255.255.255.0 up --personality haiku');
    const path = join(box.directory, 'end');
    const attached = box.start([TUNLAB, 'tunctl', 'attach', 'tun0', '--listen', path, '--framing', 'u16']);
    await eventually(() => expect(existsSync(path)).toBe(true));
    for (let program = 0; program < 2; program++) {
      const socket = connect(path);
      await box.output('wait-for node tun0 open --timeout 30');
      const received: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => received.push(chunk));
      const ping = box.tunlab('ping -c 1 -W 1 10.8.0.1');
      await eventually(() => expect(Buffer.concat(received).readUInt16BE()).toBe(84));
      await ping;
      socket.destroy();
      await box.output('wait-for node tun0 closed --timeout 30');
    }
    expect((await attached.kill('SIGTERM')).status).toBe(0);
  });

  test('of its standard input and output, in hex', async () => {
    const box = await lab();
    await box.output('ifconfig tun0 10.8.0.2 netmask 255.255.255.0 up --personality haiku');
    const attached = box.start([TUNLAB, 'tunctl', 'attach', 'tun0', '--stdio', '--framing', 'hex'], {
      input: {open: true},
    });
    await box.output('wait-for node tun0 open --timeout 30');
    const ping = box.tunlab('ping -c 1 -W 30 10.8.0.1');
    await attached.printed(/^45[0-9a-f]{166}\n/);
    const {stdout: answer} = await box.run([TUNLAB, 'tunctl', 'reply'], {input: attached.stdout});
    attached.process.stdin!.write(answer);
    expect((await ping).stdout).toContain(' 0% packet loss');
    attached.process.stdin!.end();
    expect((await attached.ended).status).toBe(0);
  });

  test.each([
    ['nothing to attach to', 'tunctl attach tun0', 2, /^tunctl: say what to attach it to/],
    ['two ends', 'tunctl attach tun0 --stdio --fd 3', 2, /^tunctl: one end at a time/],
    ['a descriptor of a stream', 'tunctl attach tun0 --fd 0', 1, /^tunctl: descriptor 0 is a stream: give it/],
    ['nobody there', 'tunctl attach tun0 --connect /nowhere/sock', 1, /^tunctl: nobody listens at \/nowhere\/sock/],
    ['no address', 'tunctl attach tun0 --connect here', 2, /^tunctl: "here" is neither/],
    ['a framing that is none', 'tunctl attach tun0 --stdio --framing u8', 2, /^tunctl: Expected --framing=u8/],
  ])('%s is refused in one line', async (_what, line, status, reason) => {
    const box = await lab();
    const outcome = await box.tunlab(line);
    expect({status: outcome.status, stdout: outcome.stdout}).toEqual({status, stdout: ''});
    expect(outcome.stderr).toMatch(reason);
    expect(outcome.stderr.split('\n')).toHaveLength(2);
    expect(await box.output('ifconfig -a')).not.toContain('tun0');
  });
});
