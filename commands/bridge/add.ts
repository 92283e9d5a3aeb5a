import {Args, LabCommand} from '../../src/cli/lab-command.ts';

export default class BridgeAdd extends LabCommand {
  static override readonly summary = 'make a bridge of tap devices and NICs of a host';
  static override readonly description = `The bridge is an interface itself, and begins down, as every interface does:
  ifconfig br0 up    or, to give the host an address on it:    ifconfig br0 10.0.0.1/24 up
Ports are brought up one by one. There is no spanning tree: a loop of bridges is a loop.`;
  static override readonly examples = [
    '<%= config.bin %> bridge add br0 tap0 eth1',
    '<%= config.bin %> bridge add br0 --host switch',
  ];
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({required: true, description: 'name of the bridge, such as br0'}),
    ports: Args.string({description: 'its ports; more may join later'}),
  };

  async run(): Promise<void> {
    const [ifname = '', ...ports] = this.operandsOf(await this.parse(BridgeAdd));
    await this.show(await this.lab.addBridge({host: this.host, ifname, ports}), () => '');
  }
}
