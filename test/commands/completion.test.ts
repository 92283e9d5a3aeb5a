/** What `complete` offers, whatever shell asks. */
import {beforeAll, describe, expect, test} from 'vitest';
import {COMMAND_IDS} from '../../bin/commands.ts';
import {OPERANDS} from '../../src/cli/complete/operands.ts';
import {parseIfconfig} from '../../src/cli/grammar/ifconfig.ts';
import {parseRoute} from '../../src/cli/grammar/route.ts';
import {CommandBench} from './command-context.ts';

const bench = new CommandBench();

beforeAll(async () => {
  for (const line of [
    'ifconfig tun0 inet 10.10.10.10 10.10.10.8 up',
    'tunctl create tap3',
    'host add server',
    'wire add lan local:eth0 server:eth1',
    'ifconfig br0 create',
    'udp bind 5353',
    'host name google.com 142.250.72.14',
  ]) {
    await bench.output(line);
  }
});

/** The words offered for a line whose last word is being typed. */
async function offered(line: string): Promise<string[]> {
  const told = await bench.output(['complete', '--', ...line.split(' ')]);
  return told
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => text.split('\t')[0]!);
}

describe('names of the running lab are offered:', () => {
  test.each([
    ['tunlab ifconfig ', ['lo0', 'tun0', 'tap3', 'eth0', 'br0']],
    ['tunlab ifconfig tu', ['tun0']],
    ['/some/where/ifconfig ', []],
    ['ifconfig --delete t', ['tun0', 'tap3']],
    ['ifconfig --host server ', ['lo0', 'eth1']],
    ['ifconfig --host=server e', ['eth1']],
    ['tunlab --host server ifconfig e', ['eth1']],
    ['tunlab on server ifconfig e', ['eth1']],
    ['tunlab on server tunlab ifconfig e', ['eth1']],
    ['tunlab on ', ['local', 'server']],
    ['tunlab host remove ', ['local', 'server']],
    ['tunlab --host s', ['server']],
    ['tunlab tunctl read ', ['tun0', 'tap3']],
    ['tunctl set t', ['tun0', 'tap3']],
    ['tunctl -d ', ['tun0', 'tap3']],
    ['tunlab wire cut ', ['lan']],
    ['tunlab wire add lan server:', ['server:eth1']],
    ['tunlab wire drop lan from l', ['local:eth0']],
    ['tunlab bridge show ', ['br0']],
    ['tunlab udp close ', ['5353']],
    ['tunlab dhcp e', ['eth0']],
    ['ip link set t', ['tun0', 'tap3']],
    ['ip -6 a s dev e', ['eth0']],
    ['ip address del 10', ['10.10.10.10']],
    ['ip route get 142', []],
    ['ip route get goo', ['google.com']],
    ['ip tuntap del dev t', ['tun0', 'tap3']],
    ['ip link set eth0 master b', ['br0']],
    ['ndp -i e', ['eth0']],
    ['tunlab host set s', ['server']],
    ['tunlab host show l', ['local']],
    ['tunlab vpn down tu', ['tun0', ':files']],
    ['tunlab vpn show t', ['tun0', 'tap3']],
    ['tunlab tunctl attach tu', ['tun0']],
    ['tunlab openvpn-dev tu', ['tun0']],
    ['tunlab wait-for link tu', ['tun0']],
    ['tunlab wait-for queue tun0 a', ['application']],
    ['ping ', ['localhost', 'google.com', '10.10.10.8', '127.0.0.1', '::1', '10.10.10.10']],
    ['ping -I t', ['tun0', 'tap3']],
    ['ping -I 127', ['127.0.0.1']],
    ['ping --source=t', ['--source=tun0', '--source=tap3']],
    ['route add default dev t', ['tun0', 'tap3']],
    ['route get 10', ['10.10.10.8', '10.10.10.10']],
    ['arp -i e', ['eth0']],
    ['tunctl sysctl net.inet.ip.f', ['net.inet.ip.forwarding=1']],
  ])('%s', async (line, words) => {
    expect(await offered(line)).toEqual(words);
  });
});

describe('words are offered:', () => {
  test.each([
    ['tunlab tunctl re', ['read', 'release', 'reply', 'respond']],
    ['tunlab da', ['daemon']],
    ['tunlab daemon ', ['logs', 'run', 'start', 'status', 'stop']],
    ['tunlab help wire c', ['capture', 'cut']],
    ['tunlab comp', ['completion']],
    ['tunlab do', ['doctor']],
    ['tunlab batch ', [':files']],
    ['tunlab batch --a', ['--atomic']],
    ['tunlab apply --dry-run ', [':files']],
    ['tunlab walkthrough ', ['check', 'record', 'run', 'step']],
    ['tunlab walkthrough run ', [':files']],
    ['tunlab run ', [':commands']],
    ['tunlab run --host server ', [':commands']],
    ['tunlab run openvpn --config ', [':files']],
    ['tunlab vpn ', ['down', 'genkey', 'genpsk', 'pubkey', 'show', 'up']],
    ['tunlab vpn up ', [':files']],
    ['tunlab vpn up wg0.conf --transport ', ['lab', 'udp']],
    ['tunlab vpn show tun0 l', ['listen-port', 'latest-handshakes']],
    ['tunlab wait-for ', ['address', 'idle', 'interface', 'link', 'neighbour', 'node', 'queue', 'route']],
    ['tunlab host set server personality ', ['haiku', 'linux', 'bsd']],
    ['ifconfig --personality l', ['linux']],
    ['ifconfig --personality linux tu', ['tun0']],
    ['tunlab --pers', ['--personality']],
    ['ip ', ['address', 'link', 'route', 'neighbour', 'tuntap', 'rule']],
    ['ip -6 r', ['route', 'rule']],
    ['ip -b', ['-br', '-batch']],
    ['ip -batch ', [':files']],
    ['ip route ', ['show', 'add', 'change', 'replace', 'delete', 'flush', 'append', 'get']],
    ['ip r a default v', ['via']],
    ['ip route add b', ['blackhole']],
    ['ip route add blackhole d', ['default']],
    ['ip neigh add 10.0.0.1 lladdr ', []],
    ['ip link set tun0 promisc ', ['on', 'off']],
    ['ip link set tun0 up m', ['mtu', 'multicast', 'master']],
    ['ip nosuch ', []],
    ['ndp -i eth0 -a', ['-accept_rtadv', '-advertise']],
    ['ifconfig tun0 m', ['mtu', 'metric']],
    ['ifconfig tun0 up mtu 1400 m', ['metric']],
    ['ifconfig tun0 mtu ', []],
    ['ifconfig tun0 hw ', ['ether']],
    ['ifconfig tun0 -', ['-promisc', '-arp', '-alias', '--json', '--lab', '--host', '--personality', '--help']],
    ['route ', ['add', 'delete', 'get', 'list', 'flush']],
    ['route add d', ['default', 'dev']],
    ['tunctl set tun0 link-header e', ['ethernet']],
    ['tunctl hold tun0 ', ['application', 'interface']],
    ['tunctl read tun0 --format ', ['hex', 'raw', 'json', 'text']],
    ['tunctl read --format hex t', ['tun0', 'tap3']],
    ['tunlab wire drop lan icmp type echo', ['echo-reply', 'echo-request']],
    ['tunlab with --v', ['--virtual']],
    ['tunlab with -- ping 142', []],
    ['tunlab with -- cat ', [':files']],
    ['tunlab completion ', ['bash', 'zsh', 'fish']],
    ['tunlab nosuch ', []],
    ['tunlab nosuch more ', []],
    ['tunlab', []],
  ])('%s', async (line, words) => {
    if (line.includes('--format ') && line.endsWith(' '))
      expect(await offered(line)).toEqual(expect.arrayContaining(['hex', 'text']));
    else expect(await offered(line)).toEqual(words);
  });

  test('every command can be found word by word, but for the one that nobody types', async () => {
    for (const id of COMMAND_IDS.filter((one) => one !== 'complete')) {
      const words = id.split(':');
      expect(await offered(['tunlab', ...words.slice(0, -1), ''].join(' '))).toContain(words.at(-1));
    }
    expect(await offered('tunlab compl')).toEqual(['completion']);
  });

  test('behind a runner, commands of the lab and of the shell', async () => {
    expect(await offered('tunlab with -- if')).toEqual(['ifconfig', ':commands']);
  });

  test('only of commands that there are', () => {
    expect(Object.keys(OPERANDS).filter((id) => !COMMAND_IDS.includes(id))).toEqual([]);
  });

  test('with what they are', async () => {
    expect(await bench.output('complete -- tunlab tunctl rel')).toMatch(/^release\t\w.*\n$/);
    expect(await bench.output('complete -- ifconfig tun')).toBe('tun0\tup, 10.10.10.10\n');
  });
});

describe('what is offered is understood:', () => {
  /** A value for each word that needs one. */
  const BEHIND: Readonly<Record<string, string>> = {hw: 'ether 02:00:00:00:00:01'};
  const values = ['', ' 1400', ' 24', ' 255.255.255.0', ' 10.0.0.9', ' 02:00:00:00:00:01', ' tun0'];

  function isUnderstood(parse: () => unknown): boolean {
    try {
      parse();
      return true;
    } catch {
      return false;
    }
  }

  test('every word of ifconfig', () => {
    const words = OPERANDS['ifconfig']!(['tun0']);
    expect(words.length).toBeGreaterThan(15);
    const unknown = words.filter((word) => {
      const tails = word in BEHIND ? [` ${BEHIND[word]!}`] : values;
      return !tails.some((tail) => isUnderstood(() => parseIfconfig(['tun0', ...`${word}${tail}`.split(' ')])));
    });
    expect(unknown).toEqual([]);
  });

  test('every word of route', () => {
    const words = OPERANDS['route']!(['add']).filter((word) => !word.startsWith('<'));
    expect(words.length).toBeGreaterThan(10);
    const unknown = words.filter(
      (word) =>
        !values.some((tail) =>
          ['10.0.0.0 gw 10.1.1.1', 'gw 10.1.1.1', '10.0.0.0 dev tun0', '10.0.0.0/8 gw 10.1.1.1'].some((rest) =>
            isUnderstood(() =>
              parseRoute([
                'add',
                ...`${word === 'prefixlen' ? rest.replace('/8', '') : rest} ${word}${tail}`.split(' '),
              ]),
            ),
          ),
        ),
    );
    expect(unknown).toEqual([]);
  });
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    expect(await bench.output(`completion ${shell}`)).toContain('tunlab complete -- ');
    expect(await bench.output('completion', {env: {SHELL: `/usr/bin/${shell}`}})).toBe(
      await bench.output(`completion ${shell}`),
    );
  });

  test('refuses a shell that completes nothing', async () => {
    expect(await bench.run('completion tcsh')).toMatchObject({
      status: 2,
      stderr: 'tunlab: say for which shell: bash, zsh, fish; tcsh completes nothing\n',
    });
  });

  test('asks no lab that does not run, and starts none', async () => {
    const alone = new CommandBench();
    expect(await alone.output(['complete', '--', 'ifconfig', ''])).toBe('');
    expect(alone.labs).toEqual([]);
  });
});
