import {LabCommand} from '../src/cli/lab-command.ts';

export default class Ip extends LabCommand {
  static override readonly summary = 'show and change addresses, interfaces, routes and neighbours as iproute2 does';
  static override readonly description = `The words, texts and exit statuses are those of iproute2 6.1, on hosts of every personality:
  address     show [dev IF] [to NET/LEN] [up] [scope S] [label L] [primary|secondary|…]
              add|change|replace|del A[/LEN] [peer A] [brd A|+|-] [label L] [scope S] dev IF
              flush dev IF …
  link        show [IF] [up] [type tun|bridge] [master BR]
              set IF [up|down] [mtu N] [qlen N] [address MAC] [arp|promisc on|off] [master BR|nomaster]
              add NAME type bridge    delete IF
  route       show [NET/LEN] [dev IF] [table local|main|all] [proto P] [scope S] [type T] …
              add|change|replace|append|del [TYPE] NET/LEN [via A] [dev IF] [src A] [metric N]
                  [proto P] [scope S] [onlink]
              get A    flush NET/LEN|dev IF …
  neighbour   show [dev IF] [nud S]    add|change|replace|del A [lladdr MAC] dev IF    flush dev IF
  tuntap      show    add|del [dev NAME] mode tun|tap [user U] [group G] [pi]
  rule        show
Objects and commands may be abbreviated: ip a, ip r, ip l set tun0 up. Options in front of
them: -4 -6 -br -d -s -s -o -j -p -h -batch FILE. Types of routes: unicast, local, unreachable,
prohibit, blackhole, throw. "ip help" is the original's.`;
  static override readonly usage = ['ip [OPTION…] OBJECT [COMMAND [WORD…]]', 'ip [-force] -batch FILE|-'];
  static override readonly examples = [
    '<%= config.bin %> ip address',
    '<%= config.bin %> ip -br link',
    '<%= config.bin %> ip -j address show dev tun0',
    '<%= config.bin %> ip address add 10.8.0.2/24 dev tun0',
    '<%= config.bin %> ip link set tun0 up mtu 1400',
    '<%= config.bin %> ip route add 10.1.0.0/16 via 10.10.10.8',
    '<%= config.bin %> ip route get 10.10.10.8',
    '<%= config.bin %> ip -6 route',
    '<%= config.bin %> ip neighbour',
    '<%= config.bin %> ip tuntap add dev tun7 mode tun',
    '<%= config.bin %> ip -batch - < commands.txt',
  ];
  static override readonly strict = false;

  async run(): Promise<void> {
    await this.runTool((await import('../src/cli/personality/linux/ip/ip.ts')).ip);
  }
}
