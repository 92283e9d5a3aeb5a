/** What a lab has to have before an example of the help can succeed: lines of a batch, by what the example begins with. */

const CLIENT_AND_SERVER = `
host add client
host add server
`;
const LAN = `
wire add lan client:eth0 server:eth0
`;
const ETH0 = `
wire add lan local:eth0
ifconfig eth0 10.0.0.1/24 up
ifconfig eth0 inet6 2001:db8::1/64
`;
const FAR = `
host add server
wire add far local:eth7 server:eth0
ifconfig eth7 10.2.0.1/24 up
ifconfig eth7 inet6 2001:db8:2::1/64
on server ifconfig eth0 10.2.0.2/24 up
on server ifconfig eth0 inet6 2001:db8:2::2/64
host name server 2001:db8:2::2
`;

const FURNITURE: readonly (readonly [RegExp, string])[] = [
  [/^tunlab bridge (?!add br0 --host)/, 'tunctl create tap0\nwire add one local:eth1 local:eth2'],
  [/^tunlab bridge (?!add)/, 'bridge add br0 tap0 eth1'],
  [/^tunlab bridge leave/, 'bridge join br0 eth2'],
  [/--host switch/, 'host add switch'],
  [/^tunlab dhcp/, 'host add client\nwire add lan client:eth0'],
  [/^tunlab dhcp release/, 'dhcp eth0 --background --host client'],
  [/^tunlab host name .* --host client/, 'host add client\nhost name google.com 10.0.0.9 --host client'],
  [/^tunlab host remove server/, 'host add server'],
  [/^tunlab host set router|^tunlab tunctl sysctl .*--host router/, 'host add router'],
  [/^tunlab (?:arp|ndp)\b/, ETH0],
  [/^tunlab arp -d 10\.0\.0\.7/, 'arp -s 10.0.0.7 02:00:00:00:00:07'],
  [/^tunlab ndp -d/, 'ndp -s fe80::7%eth0 02:00:00:00:00:07'],
  [/^tunlab udp close/, 'udp bind 5000'],
  [
    /^tunlab udp (?:bind|list) .*--host server/,
    `host add server\nwire add lan server:eth0\non server ifconfig eth0 10.0.0.1/24 up`,
  ],
  [/^tunlab (?:udp send|traceroute) (?!239|fe80)/, FAR],
  [/^tunlab udp send (?:239|fe80)/, ETH0],
  [
    /^tunlab wait-for neighbour/,
    `host add client\nwire add lan client:eth0 local:eth0\nifconfig eth0 10.1.0.1/24 up\non client ifconfig eth0 10.1.0.2/24 up\non client ping -c 1 10.1.0.1`,
  ],
  [/^tunlab wire (?:add lan client|cut|drop|join|list|remove|set)/, CLIENT_AND_SERVER],
  [/^tunlab wire (?:cut|drop|join|list|remove|set)/, LAN],
  [/^tunlab wire add lan printer/, 'host add printer'],
];

export function furnitureFor(line: string): string {
  return FURNITURE.filter(([pattern]) => pattern.test(line))
    .map(([, batch]) => `${batch.trim()}\n`)
    .join('');
}
