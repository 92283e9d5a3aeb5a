// Memory of a host, an interface and a route, and a thousand hosts on a thousand wires, in this process and in a daemon.
import {connectLab, Lab, labPaths, localLab, VirtualClock} from '../dist/library.mjs';
import {count, inDirectory, line, memory, timed, title, tunlab} from './measure.mjs';

const HOSTS = 1000;

function newLab() {
  const lab = new Lab({clock: new VirtualClock(), seed: 1});
  return {lab, api: localLab({lab, hello: () => ({}), commit: () => undefined})};
}

const names = Array.from({length: HOSTS}, (_, index) => `h${index}`);
const neighbour = (index) => (index + 1) % HOSTS;
const address = (index, last) => `10.${(index >>> 8) + 1}.${index & 255}.${last}`;

/** A ring: wire i joins eth0 of host i, .1, and eth1 of the next, .2. */
async function ring(api) {
  for (const host of names) await api.addHost({host});
  for (const [index, host] of names.entries()) {
    const next = {host: names[neighbour(index)], ifname: 'eth1'};
    await api.addWire({wire: `w${index}`, ends: [{host, ifname: 'eth0'}, next]});
    const set = (last) => ({local: address(index, last), prefixlen: 24});
    await api.configureInterface({host, ifname: 'eth0', set: set(1), up: true});
    await api.configureInterface({...next, set: set(2), up: true});
  }
}

/** Every host pings the next. @returns how many were answered */
async function pingAll(api) {
  let replies = 0;
  for (const [index, host] of names.entries()) {
    for await (const event of api.ping({host, destination: address(index, 2), count: 1})) {
      if (event.event === 'reply') replies++;
    }
  }
  return replies;
}

const kept = [];
async function memoryOf(what, number, make) {
  const before = memory();
  kept.push(await make(number));
  line(what, `${count((memory() - before) / number)} octets`);
}

title('Memory');
await memoryOf('a host with its loopback', HOSTS, async () => {
  const {lab, api} = newLab();
  for (const host of names) await api.addHost({host});
  return lab;
});
await memoryOf('a tun interface with an address, up', HOSTS, async () => {
  const {lab, api} = newLab();
  for (let index = 0; index < HOSTS; index++) {
    const set = {local: address(index, 1), peer: address(index, 2)};
    await api.configureInterface({host: 'local', ifname: `tun${index}`, create: true, set, up: true});
  }
  return lab;
});
await memoryOf('an Ethernet interface with an address, up', HOSTS, async () => {
  const {lab, api} = newLab();
  for (let index = 0; index < HOSTS; index++) {
    await api.addWire({wire: `w${index}`, ends: [{host: 'local', ifname: `eth${index}`}]});
    const set = {local: address(index, 1), prefixlen: 24};
    await api.configureInterface({host: 'local', ifname: `eth${index}`, set, up: true});
  }
  return lab;
});
await memoryOf('a typed route', 100_000, async (number) => {
  const {lab, api} = newLab();
  for (let index = 0; index < number; index++) {
    const dst = `${20 + (index >>> 16)}.${(index >>> 8) & 255}.${index & 255}.0/24`;
    await api.addRoute({host: 'local', dst, type: 'blackhole'});
  }
  return lab;
});

title(`${count(HOSTS)} hosts in a ring of ${count(HOSTS)} wires`);
line('', 'to make', 'to ping', 'answered', 'memory');
const before = memory();
const {api, lab} = newLab();
const made = await timed(() => ring(api));
const pinged = await timed(() => pingAll(api));
kept.push(lab);
const show = ({took}) => `${(took / 1000).toFixed(2)} s`;
line(
  'in this process',
  show(made),
  show(pinged),
  count(pinged.result),
  `${((memory() - before) / 2 ** 20).toFixed(0)} MiB`,
);
await inDirectory(async (env) => {
  const version = tunlab(env, '--version').trim().split(' ').at(-1);
  tunlab(env, 'ifconfig', 'lo0');
  const daemon = connectLab({paths: labPaths('default', env), version});
  const overApi = await timed(() => ring(daemon));
  const answered = await timed(() => pingAll(daemon));
  line('in a daemon, every change kept on disk', show(overApi), show(answered), count(answered.result));
  tunlab(env, 'daemon', 'stop');
  const again = await timed(() => tunlab(env, 'host', 'list'));
  line('the same daemon, started again', show(again));
});
