/** The stack of the machine's own kernel, in a network namespace that the tap of a lab leads to. Needs no root. */
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {eventually, hasProgram, ROOT, type Sandbox} from './sandbox.ts';
import {ShellSession} from './shell-session.ts';

const ADAPTER = join(ROOT, 'examples', 'vde_adapter.mjs');
/** In every namespace of vdens. */
const INTERFACE = 'vde0';

/** The kernel's Ethernet address, so that the link-local one that it makes of it is known. */
const MAC = '02:00:00:00:00:02';

/** Makes a router of the kernel in its namespace. */
export const ENABLE_FORWARDING = {
  ipv4: 'echo 1 > /proc/sys/net/ipv4/ip_forward',
  ipv6: 'echo 1 > /proc/sys/net/ipv6/conf/all/forwarding',
};

/** What this machine has not got, or does not permit, for there to be such a namespace; `undefined`: nothing. */
export function whatKernelLacks(): string | undefined {
  const program = ['vdens', 'ip'].find((name) => !hasProgram(name));
  if (program !== undefined) return `no program ${program}`;
  // Neither the adapter nor the lab is part of this: where it works, they have to.
  return whatFails(`ip link set ${INTERFACE} up`, 'no namespace with a tap is permitted');
}

/** The same, for IPv6. */
export function whatIpv6Lacks(): string | undefined {
  return whatKernelLacks() ?? whatFails(`ip address add fd99::2/64 dev ${INTERFACE}`, 'the kernel is without IPv6');
}

/** What keeps the kernel from passing packets on in such a namespace. */
export function whatForwardingLacks(family: keyof typeof ENABLE_FORWARDING): string | undefined {
  return whatFails(ENABLE_FORWARDING[family], 'forwarding can not be switched on');
}

function whatFails(line: string, meaning: string): string | undefined {
  const {status, stderr, error} = spawnSync('vdens', ['cmd://cat', 'sh', '-c', line], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (error) return `vdens does not run here: ${error.message}`;
  return status === 0 ? undefined : `${meaning}: ${stderr.trim()}`;
}

export class KernelUnderTest extends ShellSession {
  /**
   * @param node the device node of a tap
   * @param addresses of the kernel's interface, with their prefix lengths
   */
  static async join(box: Sandbox, node: string, addresses: readonly string[]): Promise<KernelUnderTest> {
    const command = ['vdens', `cmd://${process.execPath} ${ADAPTER} ${node}`, 'sh'];
    const kernel = new KernelUnderTest(box, command);
    await kernel.do(`ip link set lo up && ip link set ${INTERFACE} address ${MAC}`);
    for (const address of addresses) {
      const now = address.includes(':') ? ' nodad' : '';
      await kernel.do(`ip address add ${address} dev ${INTERFACE}${now}`);
    }
    await kernel.do(`ip link set ${INTERFACE} up`);
    return kernel;
  }

  /** Starts a program that runs till the end. */
  async start(program: string): Promise<void> {
    await this.do(`${program} & servers="$servers $!"; trap 'kill $servers' EXIT`);
  }

  /** Starts a program that serves a UDP port till the end, and waits until the port is open. */
  async serve(port: number, program: string): Promise<void> {
    await this.start(program);
    const entry = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
    await eventually(() => this.do(`grep -q ${entry} /proc/net/udp /proc/net/udp6`));
  }
}
