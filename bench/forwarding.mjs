// Packets a second: through one host from tun to tun, and through three hosts on two wires.
import {Lab, localLab, VirtualClock} from '../dist/library.mjs';
import {count, inTurn, line, randomNumbers, title} from './measure.mjs';

const STEPS = 20_000;

function newLab() {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed: 1});
  return {clock, lab, api: localLab({lab, hello: () => ({})})};
}

const ip = (...octets) => octets.reduce((address, octet) => address * 256 + octet, 0);

/** A UDP packet without a checksum. */
function packet(source, destination, octets) {
  const bytes = new Uint8Array(octets);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x4500);
  view.setUint16(2, octets);
  view.setUint16(8, 0x4011);
  view.setUint32(12, source);
  view.setUint32(16, destination);
  view.setUint32(20, 0xc000_0009);
  view.setUint16(24, octets - 20);
  let sum = 0;
  for (let at = 0; at < 20; at += 2) sum += view.getUint16(at);
  view.setUint16(10, ~((sum & 0xffff) + (sum >>> 16)));
  return bytes;
}

/** One host that forwards from tun0 to tun1, with so many routes. */
async function tunToTun(routes, octets) {
  const {lab, api} = newLab();
  const host = lab.host('local');
  for (const unit of [0, 1]) {
    const set = {local: `10.${unit}.0.1`, peer: `10.${unit}.0.2`};
    await api.configureInterface({host: 'local', ifname: `tun${unit}`, create: true, set, up: true});
  }
  host.host.settings.forwarding = true;
  let taken = 0;
  const [from, to] = ['tun0', 'tun1'].map((name) => {
    const device = host.device(name);
    device.provideNode();
    return device.open({ready: () => true, take: () => taken++});
  });
  to.pull();
  const over = host.host.interfaces.named('tun1');
  const common = {type: 'unicast', interface: over, metric: 0, protocol: 'static', host: false};
  const next = randomNumbers();
  const packets = [];
  for (let index = 0; index < routes; index++) {
    const destination = ip(20, 0, 0, 0) + index * 256;
    // Gateways at random, so that the table cannot take neighbours together.
    const gateway = ip(10, 1, 0, 2) + (next() % 64);
    host.host.ipv4.routes.add({...common, gateway, destination, prefixLength: 24});
  }
  for (let index = 0; index < STEPS; index++) {
    packets.push(packet(ip(10, 0, 0, 2), ip(20, 0, 0, 0) + (next() % routes) * 256 + 1, octets));
  }
  return (steps) => {
    taken = 0;
    for (let step = 0; step < steps; step++) from.write(packets[step]);
    if (taken !== steps) throw new Error(`${steps - taken} packets were not forwarded`);
  };
}

/** client – left – router – right – server: a step is an echo request and its reply, forwarded once each. */
async function threeHosts(octets) {
  const {lab, api} = newLab();
  for (const host of ['client', 'router', 'server']) await api.addHost({host});
  const ends = (...names) => names.map(([host, ifname]) => ({host, ifname}));
  await api.addWire({wire: 'left', ends: ends(['client', 'eth0'], ['router', 'eth0'])});
  await api.addWire({wire: 'right', ends: ends(['router', 'eth1'], ['server', 'eth0'])});
  for (const [host, ifname, local] of [
    ['client', 'eth0', '10.1.0.2'],
    ['router', 'eth0', '10.1.0.1'],
    ['router', 'eth1', '10.2.0.1'],
    ['server', 'eth0', '10.2.0.2'],
  ]) {
    await api.configureInterface({host, ifname, set: {local, prefixlen: 24}, up: true});
  }
  await api.addRoute({host: 'client', dst: 'default', gateway: '10.1.0.1'});
  await api.addRoute({host: 'server', dst: 'default', gateway: '10.2.0.1'});
  lab.host('router').host.settings.forwarding = true;
  const client = lab.host('client').host;
  let replies = 0;
  const identifier = client.echo.open(undefined, () => replies++);
  const request = {destination: ip(10, 2, 0, 2), sequence: 1, data: new Uint8Array(octets - 28)};
  return (steps) => {
    replies = 0;
    for (let step = 0; step < steps; step++) client.sendEcho(identifier, request);
    if (replies !== steps) throw new Error(`${steps - replies} echo requests were not answered`);
  };
}

/** The same over IPv6, which is configured where the engine has it. */
async function threeHosts6(octets) {
  const {clock, lab, api} = newLab();
  for (const host of ['client', 'router', 'server']) await api.addHost({host});
  const ends = (...names) => names.map(([host, ifname]) => ({host, ifname}));
  await api.addWire({wire: 'left', ends: ends(['client', 'eth0'], ['router', 'eth0'])});
  await api.addWire({wire: 'right', ends: ends(['router', 'eth1'], ['server', 'eth0'])});
  for (const [name, ifname, local] of [
    ['client', 'eth0', ip6(1, 2)],
    ['router', 'eth0', ip6(1, 1)],
    ['router', 'eth1', ip6(2, 1)],
    ['server', 'eth0', ip6(2, 2)],
  ]) {
    const {host} = lab.host(name);
    const iface = host.interfaces.named(ifname);
    await api.configureInterface({host: name, ifname, up: true});
    iface.ipv6.enabled = true;
    host.ipv6.addresses.setTyped(iface, [{local, prefixLength: 64}]);
    host.ipv6.update(iface);
  }
  for (const [name, gateway] of [
    ['client', ip6(1, 1)],
    ['server', ip6(2, 1)],
  ]) {
    const {host} = lab.host(name);
    const common = {type: 'unicast', metric: 0, protocol: 'static', host: false};
    host.ipv6.routes.add({
      ...common,
      destination: 0n,
      prefixLength: 0,
      interface: host.interfaces.named('eth0'),
      gateway,
    });
  }
  lab.host('router').host.settings.ipv6Forwarding = true;
  clock.advance(1000);
  const client = lab.host('client').host;
  let replies = 0;
  const identifier = client.echo.open(undefined, () => replies++);
  const request = {destination: ip6(2, 2), sequence: 1, data: new Uint8Array(octets - 48)};
  return (steps) => {
    replies = 0;
    for (let step = 0; step < steps; step++) client.sendEcho(identifier, request);
    if (replies !== steps) throw new Error(`${steps - replies} echo requests were not answered`);
  };
}

/** 2001:db8:NETWORK::STATION */
const ip6 = (network, station) => (0x2001_0db8n << 96n) | (BigInt(network) << 80n) | BigInt(station);

title('Packets, medians of 15 rounds in turn');
line('', 'forwarded/s', 'each');
const CASES = [
  ['tun to tun, 84 octets, 10 routes', await tunToTun(10, 84), 1],
  ['tun to tun, 84 octets, 1 000 000 routes', await tunToTun(1_000_000, 84), 1],
  ['tun to tun, 1500 octets, 10 routes', await tunToTun(10, 1500), 1],
  ['client, router, server; 84 octets', await threeHosts(84), 2],
  ['client, router, server; 1500 octets', await threeHosts(1500), 2],
  ['the same over IPv6; 104 octets', await threeHosts6(104), 2],
  ['the same over IPv6; 1500 octets', await threeHosts6(1500), 2],
];
const took = inTurn(
  CASES.map(([, work]) => work),
  {rounds: 15, steps: STEPS},
);
for (const [index, [name, , packets]] of CASES.entries()) {
  const each = took[index] / packets;
  line(name, count(1e9 / each), `${each.toFixed(0)} ns`);
}
line('1 000 000 routes to 10', (took[1] / took[0]).toFixed(2));
line('IPv6 to IPv4, short packets', (took[5] / took[3]).toFixed(2));
line('IPv6 to IPv4, 1500 octets', (took[6] / took[4]).toFixed(2));
