import {FRAMINGS} from '../../src/attach/framing.ts';
import type {EndChoice} from '../../src/attach/open-end.ts';
import {vpnProgram} from '../../src/attach/vpn-environment.ts';
import {usage} from '../../src/cli/grammar/values.ts';
import {wholeNumber} from '../../src/cli/flags.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {canonicalName} from '../../src/names.ts';

export default class Attach extends LabCommand {
  static override readonly summary = "join a device to a program's end of a tunnel";
  static override readonly description = `Packets go both ways, whole, until the program is gone or this command is told to
end. A device that is not there is made. OpenConnect (--script-tun) and
OpenVPN 2.7 (--dev-node unix:) tell the addresses, MTU, routes and name servers
in the environment: the interface is configured so, and as before at the end,
whatever happens to either side. With --listen, programs come one after the
other.`;
  static override readonly examples = [
    `openconnect --script-tun --script 'exec <%= config.bin %> tunctl attach tun0' vpn.example.org`,
    '<%= config.bin %> tunctl attach tun0 --listen ./tun0.sock',
    '<%= config.bin %> tunctl attach tap0 --connect 127.0.0.1:4444 --framing u16',
    '<%= config.bin %> tunctl attach tun0 --stdio --framing hex',
  ];
  static override readonly args = {ifname: Args.string({required: true, description: 'a tun or tap'})};
  static override readonly flags = {
    fd: wholeNumber({min: 0, max: 0xffff, description: 'an inherited socket of datagrams ($VPNFD, $TUNTAP_SOCKET_FD)'}),
    stdio: Flags.boolean({description: 'standard input and output'}),
    connect: Flags.string({helpValue: 'PATH|HOST:PORT', description: 'a socket that somebody listens at'}),
    listen: Flags.string({helpValue: 'PATH|HOST:PORT', description: 'a socket for programs to connect to'}),
    framing: Flags.option({
      options: FRAMINGS,
      description: 'u32 (QEMU, passt), u16 (VDE, simpletun), hex lines, or datagram (UDP)',
    })({default: 'u32'}),
    configure: Flags.boolean({
      default: true,
      allowNo: true,
      description: 'take over what the program tells in the environment',
    }),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Attach);
    const ifname = canonicalName(args.ifname);
    const told = vpnProgram(this.io.env);
    const choice = chosenEnd(flags, told?.fd);
    const settings = flags.configure && choice.kind === 'fd' ? (told?.settings ?? {}) : {};
    const {attach} = await import('../../src/attach/attach.ts');
    await attach({
      lab: this.lab,
      request: {host: this.host, ifname, ...(told && {mode: told.mode}), ...settings},
      choice,
      framing: flags.framing,
      signal: this.io.interrupted(),
      // Standard output may be the far end, and who waits for this to be ready reads its errors anyway.
      ready: (where) =>
        this.io.stderr.write(`tunctl: ${ifname} is attached${where === undefined ? '' : `, at ${where}`}\n`),
    });
  }
}

interface Flagged {
  readonly fd?: number | undefined;
  readonly stdio: boolean;
  readonly connect?: string | undefined;
  readonly listen?: string | undefined;
}

function chosenEnd({fd, stdio, connect, listen}: Flagged, told: number | undefined): EndChoice {
  const chosen: EndChoice[] = [
    ...(fd === undefined ? [] : [{kind: 'fd', fd} as const]),
    ...(stdio ? [{kind: 'stdio'} as const] : []),
    ...(connect === undefined ? [] : [{kind: 'connect', address: connect} as const]),
    ...(listen === undefined ? [] : [{kind: 'listen', address: listen} as const]),
  ];
  const [first, second] = chosen;
  if (second) throw usage('one end at a time: give --fd, --stdio, --connect or --listen, and no other of them');
  if (first) return first;
  if (told !== undefined) return {kind: 'fd', fd: told};
  throw usage('say what to attach it to: --stdio, --connect ADDRESS, --listen ADDRESS, or --fd N');
}
