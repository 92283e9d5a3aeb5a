import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {labPaths} from '../src/api/paths.ts';
import {Args, LabCommand} from '../src/cli/lab-command.ts';
import {openvpnWrapper} from '../src/cli/openvpn-wrapper.ts';
import {canonicalName} from '../src/names.ts';

export default class OpenvpnDev extends LabCommand {
  static override readonly summary = "write the program that OpenVPN 2.7's --dev-node unix: takes";
  static override readonly description = `OpenVPN runs one program, by its path alone, with neither arguments nor a PATH: this
is it, for one interface of one host. Its path is printed. OpenVPN needs
--script-security 2 as well.`;
  static override readonly examples = [
    '<%= config.bin %> openvpn-dev tun0',
    'openvpn --config client.conf --script-security 2 --dev tun --dev-node unix:"$(<%= config.bin %> openvpn-dev tun0)"',
  ];
  static override readonly args = {ifname: Args.string({required: true, description: 'a tun or tap'})};

  async run(): Promise<void> {
    const {args} = await this.parse(OpenvpnDev);
    const ifname = canonicalName(args.ifname);
    const {env} = this.io;
    // There has to be a lab: what is written lies in its directory, and goes with it.
    await this.lab.showHost({host: this.host});
    const {wrappers, lab} = labPaths(this.labName, env);
    const path = join(wrappers, `openvpn-${this.host}-${ifname}`);
    mkdirSync(wrappers, {recursive: true, mode: 0o700});
    writeFileSync(path, openvpnWrapper({tunlab: this.programs.tunlab, lab, host: this.host, ifname, env}), {
      mode: 0o700,
    });
    await this.show({path}, () => path);
  }
}
