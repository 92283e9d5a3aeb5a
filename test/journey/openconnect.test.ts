/** OpenConnect as it is, as an ordinary user, against a real ocserv: its packets go over a host of a lab. */
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {INSIDE, OcservUnderTest, USER, whatOcservLacks} from './ocserv-under-test.ts';
import {OrdinaryUser} from './ordinary-user.ts';
import {childrenOf} from './process-tree.ts';
import {eventually, type Program} from './sandbox.ts';

const lacking = process.platform === 'linux' ? whatOcservLacks() : 'this is not Linux';
if (lacking !== undefined) console.log(`skipped: ${lacking}`);

describe.skipIf(lacking !== undefined)('OpenConnect, as an ordinary user', () => {
  let server: OcservUnderTest | undefined;
  beforeAll(async () => void (server = await OcservUnderTest.start()), 60_000);
  afterAll(() => server?.remove());

  async function connect(user: OrdinaryUser): Promise<Program> {
    const program = user.start(
      [
        ...['openconnect', '--servercert', server!.pin, '--user', USER.name, '--passwd-on-stdin', '--non-inter'],
        ...['--script-tun', '--script', 'exec tunlab tunctl attach tun0', server!.url],
      ],
      {input: `${USER.password}\n`},
    );
    const early = program.ended.then(({stdout, stderr}) => Promise.reject(new Error(`it ended:\n${stdout}${stderr}`)));
    early.catch(() => undefined);
    await Promise.race([user.output('wait-for node tun0 open --timeout 60'), early]);
    return program;
  }

  test('takes over what the server assigns, carries pings, and leaves nothing', {timeout: 120_000}, async () => {
    const user = new OrdinaryUser();
    await user.output('daemon start --personality linux');
    const before = await user.configuration('local');
    const program = await connect(user);
    const there = await user.configuration('local');
    expect(there).toMatch(/^ +inet 192\.168\.55\.\d+ /m);
    expect(there).toMatch(/^ +inet6 fd55::\S+ +prefixlen 128 /m);
    expect(there).toMatch(/^10\.66\.0\.0 +0\.0\.0\.0 +255\.255\.0\.0 .* tun0$/m);
    expect(there).toMatch(/^fd55::\/64 .* tun0$/m);
    for (const [address, size] of [
      [INSIDE.server, 56],
      [INSIDE.behind, 1300],
      [INSIDE.server, 3000],
      [INSIDE.server6, 56],
    ] as const) {
      expect(await user.output(`ping -c 3 -i 0.05 -s ${size} ${address}`)).toContain(' 0% packet loss');
    }
    program.process.kill('SIGTERM');
    await program.ended;
    await eventually(async () => expect(await user.configuration('local')).toBe(before));
    await eventually(() => expect(user.box.processes()).toHaveLength(1));
  });

  test.each([
    ['OpenConnect itself', (program: Program) => program.pid],
    ['its helper', (program: Program) => childrenOf(program.pid)[0]!],
  ])('%s killed: the host is as before, and nothing runs on', {timeout: 120_000}, async (_what, victim) => {
    const user = new OrdinaryUser();
    await user.output('daemon start --personality linux');
    const before = await user.configuration('local');
    const program = await connect(user);
    process.kill(victim(program), 'SIGKILL');
    await program.ended;
    await eventually(async () => expect(await user.configuration('local')).toBe(before));
    await eventually(() => expect(user.box.processes()).toHaveLength(1));
  });
});
