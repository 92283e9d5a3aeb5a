import type {DatagramEvent, UdpSendEvent} from '../../src/api/schema/udp.ts';
import {ExitStatus} from '../../src/cli/context.ts';
import {FAMILY_FLAGS, familyAsked} from '../../src/cli/family-flags.ts';
import {seconds, wholeNumber} from '../../src/cli/flags.ts';
import {readDatagram, readPort} from '../../src/cli/grammar/udp.ts';
import {readAddress} from '../../src/cli/grammar/address.ts';
import {Args, Flags, LabCommand} from '../../src/cli/lab-command.ts';
import {UDP_FORMATS, endpointText, refusedBy, renderUdpEvent} from '../../src/cli/render/udp.ts';
import {NetworkError} from '../../src/errors.ts';

export default class UdpSend extends LabCommand {
  static override readonly summary = 'send one datagram to a UDP port, and wait for the answer if asked to';
  static override readonly description = `The data is TEXT, --hex, or else standard input as it is.
Exit status: 0 when it was sent and, with --wait, answered; 1 when it was refused or nobody answered in time.`;
  static override readonly usage = ['udp send HOST PORT [TEXT | --hex HEX]', 'udp send HOST PORT < FILE'];
  static override readonly examples = [
    '<%= config.bin %> udp send 10.2.0.2 5000 hello',
    '<%= config.bin %> udp send 10.2.0.2 7 --hex 00ff --wait 2 --source-port 5001',
    '<%= config.bin %> udp send 239.1.2.3 5000 hello --interface eth0',
    '<%= config.bin %> udp send fe80::2%eth0 5000 hello',
    'date | <%= config.bin %> udp send server 5000',
  ];
  static override readonly args = {
    destination: Args.string({required: true, description: 'address, of a link as fe80::1%eth0, or name'}),
    port: Args.string({required: true, description: 'the port there'}),
    text: Args.string({description: 'the data'}),
  };
  static override readonly flags = {
    ...FAMILY_FLAGS,
    hex: Flags.string({helpValue: 'HEX', description: 'the data in hex'}),
    wait: seconds({char: 'W', description: 'seconds to wait for an answer (not at all)'}),
    'source-port': wholeNumber({min: 1, max: 0xffff, description: 'port to send from (a free one)'}),
    source: Flags.string({helpValue: 'ADDRESS', description: 'send from this address of the host'}),
    interface: Flags.string({helpValue: 'NAME', description: 'leave by this interface, whatever the routes say'}),
    ttl: wholeNumber({char: 't', max: 255, description: 'time to live (1 to a multicast group)'}),
    format: Flags.option({options: UDP_FORMATS, default: 'text', description: 'how to print the answer'})(),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(UdpSend);
    const {wait, ttl, source, interface: device, 'source-port': sourcePort} = flags;
    const request = {
      host: this.host,
      destination: args.destination,
      ...familyAsked(flags),
      port: readPort(args.port),
      data: await readDatagram(args.text, flags.hex, () => this.io.readInput()),
      ...(sourcePort !== undefined && {source_port: sourcePort}),
      ...(source !== undefined && {source: readAddress(source)}),
      ...(device !== undefined && {device}),
      ...(ttl !== undefined && {ttl}),
      ...(wait !== undefined && {wait}),
    };
    const interrupted = this.io.interrupted();
    const told: UdpSendEvent[] = [];
    for await (const event of this.lab.udpSend(request, interrupted)) told.push(event);
    const [sent, answer] = told;
    if (answer?.event === 'icmp-error') throw refusedBy(answer);
    if (wait !== undefined && !answer) {
      if (interrupted.aborted) throw new ExitStatus(130);
      throw new NetworkError(
        'ETIMEDOUT',
        `udp: ${endpointText(args.destination, request.port)}: no answer within ${wait} s`,
      );
    }
    const reply = answer as DatagramEvent | undefined;
    if (this.json) await this.show({...sent, answer: reply ?? null}, () => '');
    else if (reply) this.io.stdout.write(renderUdpEvent(reply, flags.format));
  }
}
