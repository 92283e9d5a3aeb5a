import type {InterfaceState} from '../src/api/schema/interface.ts';
import {parseIfconfig} from '../src/cli/grammar/ifconfig.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {isBridgeName} from '../src/names.ts';
import {renderInterface} from '../src/cli/render/haiku-interface.ts';

export default class Ifconfig extends LabCommand {
  static override readonly summary = 'show and configure network interfaces';
  static override readonly description = `Words of Haiku's, Linux's and the BSDs' ifconfig mean what they mean there:
  IF [inet] A [MASK|PEER] [netmask M] [broadcast A] [up|down]
  IF [mtu N] [metric N] [[-]promisc] [[-]arp]
  IF add|alias A[/LEN]    IF delete|-alias [A] (without A the first, as IF 0.0.0.0)
  IF hw ether|ether|lladdr MAC
  IF create|destroy       --delete IF
  IF inet6 A[/LEN] [PEER]    IF inet6 add|delete|-alias A[/LEN]
  IF inet6 [-]accept_rtadv | [-]advertise | [-]ifdisabled
A second address is a mask if it can be one, else the other end of a
point-to-point interface. Any broadcast address is taken, as on Linux, but the
interface's own. IPv6 begins where it is first asked for.`;
  static override readonly usage = [
    'ifconfig [-a]',
    'ifconfig INTERFACE [WORD…]',
    'ifconfig --delete INTERFACE [ADDRESS…]',
  ];
  static override readonly examples = [
    '<%= config.bin %> ifconfig',
    '<%= config.bin %> ifconfig tun0 inet 10.10.10.10 10.10.10.8 up',
    '<%= config.bin %> ifconfig tun0 10.8.0.2/24 mtu 1400 up',
    '<%= config.bin %> ifconfig tun0 alias 10.8.0.3/24',
    '<%= config.bin %> ifconfig tap0 ether 02:00:00:00:00:07',
    '<%= config.bin %> ifconfig tun0 inet6 2001:db8::2/64 up',
    '<%= config.bin %> ifconfig tun0 down',
    '<%= config.bin %> ifconfig br0 create',
    '<%= config.bin %> ifconfig --delete tun0',
  ];
  static override readonly strict = false;

  async run(): Promise<void> {
    if (await this.ranAs('ifconfig')) return;
    const request = parseIfconfig(this.words);
    const {lab, host} = this;
    switch (request.kind) {
      case 'list':
        await this.show(await lab.listInterfaces({host}), (states) => states.map(renderBlock).join(''));
        break;
      case 'show':
        await this.show(await lab.showInterface({host, ifname: request.ifname}), renderBlock);
        break;
      case 'create':
        if (isBridgeName(request.ifname)) {
          await this.show(await lab.addBridge({host, ifname: request.ifname}), () => '');
          break;
        }
        await this.show(await lab.createDevice({host, ifname: request.ifname}), ({ifname}) =>
          ifname === request.ifname ? '' : `${ifname}\n`,
        );
        break;
      case 'remove':
        await this.show(await lab.removeInterface({host, ifname: request.ifname}), () => '');
        break;
      case 'change': {
        const {ifname, change} = request;
        await this.show(await lab.configureInterface({host, ifname, ...change}), () => '');
      }
    }
  }
}

/** One interface of a listing: a blank line ends it. */
function renderBlock(state: InterfaceState): string {
  return `${renderInterface(state)}\n`;
}
