// Routes: look-ups in tables of ten to a million, what a route costs to add and to keep, and a table listed by a daemon.
import {spawn} from 'node:child_process';
import {connectLab, Lab, labPaths, localLab, VirtualClock} from '../dist/library.mjs';
import {
  count,
  IN_MEMORY,
  inDirectory,
  inTurn,
  line,
  median,
  memory,
  randomNumbers,
  timed,
  title,
  TUNLAB,
  tunlab,
} from './measure.mjs';

const SIZES = [10, 1000, 100_000, 1_000_000];
const DESTINATIONS = 1 << 20;
const FLOWS = 4096;
const INTERFACES = 8;
const NEXT_HOPS = 64;

const newLab = () => new Lab({clock: new VirtualClock(), seed: 1});

/** A lab whose host has interfaces, and the next hops that routes draw from: eight gateways behind each of eight. */
async function router() {
  const lab = newLab();
  const api = localLab({lab, hello: () => ({})});
  for (let unit = 0; unit < INTERFACES; unit++) {
    await api.configureInterface({host: 'local', ifname: `tun${unit}`, create: true, up: true});
  }
  const {host} = lab.host('local');
  const hops = Array.from({length: NEXT_HOPS}, (_, index) => ({
    interface: host.interfaces.named(`tun${index % INTERFACES}`),
    gateway: 0x0a00_0001 + index,
  }));
  return {routes: host.ipv4.routes, hops};
}

/** A table with so many routes, and destinations spread over all of them in no order, anywhere in each. */
async function tableOf(size, prefixAt) {
  const {routes, hops} = await router();
  const next = randomNumbers();
  const before = memory();
  const start = performance.now();
  const prefixes = new Uint32Array(2 * size);
  for (let added = 0; added < size;) {
    const {destination, prefixLength} = prefixAt(added, next);
    const common = {type: 'unicast', metric: 0, protocol: 'static', host: false};
    if (!routes.add({...common, ...hops[next() % NEXT_HOPS], destination, prefixLength})) continue;
    prefixes.set([destination, prefixLength], 2 * added++);
  }
  const took = performance.now() - start;
  const octets = memory() - before - prefixes.byteLength;
  const anyAddress = () => {
    const route = next() % size;
    return prefixes[2 * route] + (next() % 2 ** (32 - prefixes[2 * route + 1]));
  };
  const destinations = Uint32Array.from({length: DESTINATIONS}, anyAddress);
  const flows = destinations.map(() => destinations[next() % FLOWS]);
  return {routes, hops, destinations, flows, took, octets};
}

/** How many in 1000 prefixes have which length: like a table of the Internet, with some of a provider's own hosts. */
const LENGTHS = Object.entries({
  ...{8: 1, 10: 1, 11: 1, 12: 1, 13: 1, 14: 1, 15: 2, 16: 14, 17: 8, 18: 14, 19: 25, 20: 45, 21: 50, 22: 115, 23: 100},
  ...{24: 619, 32: 2},
}).flatMap(([length, times]) => Array.from({length: times}, () => Number(length)));

/** Prefixes anywhere from 1.0.0.0 to 223.255.255.255, of the same mixture of lengths however many there are. */
function mixed(_index, next) {
  const prefixLength = LENGTHS[next() % LENGTHS.length];
  const address = 0x0100_0000 + (next() % 0xdf00_0000);
  return {destination: address - (address % 2 ** (32 - prefixLength)), prefixLength};
}

/** Prefixes of 28 bits side by side, like those inside one provider. */
const sideBySide = (index) => ({destination: 0x0a00_0000 + index * 16, prefixLength: 28});

/** What forwarding reads of what it finds. */
function lookUps({routes}, destinations) {
  return (steps) => {
    let sum = 0;
    for (let step = 0; step < steps; step++) {
      const found = routes.lookup(destinations[step]);
      if (found === undefined || found.type !== 'unicast' || !found.interface.up) throw new Error('no route');
      sum += found.gateway;
    }
    return sum;
  };
}

function lookUpTable(what, works) {
  const took = inTurn(works, {rounds: 15, steps: DESTINATIONS});
  for (const [index, nanoseconds] of took.entries()) {
    const name = `${count(SIZES[index])} routes ${what}`;
    line(name, count(1e9 / nanoseconds), `${nanoseconds.toFixed(1)} ns`, (nanoseconds / took[0]).toFixed(2));
  }
}

/** Tables one after the other, so that each is built with the memory of the machine to itself. */
async function tablesOf(prefixAt) {
  const tables = [];
  for (const size of SIZES) tables.push(await tableOf(size, prefixAt));
  return tables;
}

title(`Look-ups, ${count(DESTINATIONS)} random destinations over all routes, medians of 15 rounds in turn`);
line('', 'a second', 'each', 'to 10 routes');
const far = await tablesOf(mixed);
lookUpTable(
  'of mixed lengths',
  far.map((table) => lookUps(table, table.destinations)),
);
lookUpTable(
  `of mixed lengths, ${count(FLOWS)} flows`,
  far.map((table) => lookUps(table, table.flows)),
);
const near = await tablesOf(sideBySide);
lookUpTable(
  'of 28 bits side by side',
  near.map((table) => lookUps(table, table.destinations)),
);

title('Routes, added one by one and kept');
line('', 'to add one', 'memory for one');
for (const [index, {took, octets}] of far.entries()) {
  if (SIZES[index] < 1000) continue;
  const each = `${((took * 1000) / SIZES[index]).toFixed(1)} µs`;
  line(`${count(SIZES[index])} in the engine`, each, `${count(octets / SIZES[index])} octets`);
}

title('One route more and one less in a table of 1 000 000');
line('', 'to add', 'to delete', 'slowest');
for (const prefixLength of [0, 1, 4, 8, 12, 16, 20, 24, 28, 32]) {
  const {routes, hops} = far.at(-1);
  const next = randomNumbers(7);
  const took = {add: [], delete: []};
  for (let round = 0; round < 64; round++) {
    const address = 0x0100_0000 + (next() % 0xdf00_0000);
    const destination = address - (address % 2 ** (32 - prefixLength));
    const spec = {
      type: 'unicast',
      metric: 9,
      protocol: 'static',
      host: false,
      ...hops[round],
      destination,
      prefixLength,
    };
    const start = performance.now();
    const route = routes.add(spec);
    const added = performance.now();
    routes.delete(route);
    took.add.push(1000 * (added - start));
    took.delete.push(1000 * (performance.now() - added));
  }
  const show = (microseconds) => `${microseconds.toFixed(0)} µs`;
  const slowest = Math.max(...took.add, ...took.delete);
  line(`/${prefixLength}`, show(median(took.add)), show(median(took.delete)), show(slowest));
}
for (const size of [1000, 10_000, 100_000]) {
  const api = localLab({lab: newLab(), hello: () => ({}), commit: () => undefined});
  const {took} = await timed(async () => {
    for (let index = 0; index < size; index++) {
      const [a, b, c] = [20 + (index >>> 16), (index >>> 8) & 255, index & 255];
      await api.addRoute({host: 'local', dst: `${a}.${b}.${c}.0/24`, type: 'blackhole'});
    }
  });
  line(`${count(size)} over the API in this process`, `${((took * 1000) / size).toFixed(1)} µs`);
}

title('100 000 routes of a daemon, listed');
await inDirectory(async (env) => {
  const version = tunlab(env, '--version').trim().split(' ').at(-1);
  const lab = connectLab({paths: labPaths('default', env), version});
  tunlab(env, 'ifconfig', 'lo0');
  const {took: adding} = await timed(async () => {
    for (let base = 0; base < 100_000; base += 32) {
      await Promise.all(
        Array.from({length: 32}, (_, offset) => {
          const index = base + offset;
          const dst = `${20 + (index >>> 16)}.${(index >>> 8) & 255}.${index & 255}.0/24`;
          return lab.addRoute({host: 'local', dst, type: 'blackhole'});
        }),
      );
    }
  });
  line('added over the socket, kept in memory', `${(adding / 1000).toFixed(1)} s`);
  for (const words of [['-n'], ['-n', '--json']]) {
    const start = performance.now();
    const child = spawn(TUNLAB, ['route', ...words], {env});
    let [first, octets] = [0, 0];
    child.stdout.on('data', (chunk) => {
      first ||= performance.now() - start;
      octets += chunk.length;
    });
    await new Promise((resolve) => child.on('close', resolve));
    const all = performance.now() - start;
    line(`route ${words.join(' ')}`, `${first.toFixed(0)} ms first`, `${all.toFixed(0)} ms all`, `${count(octets)} B`);
  }
}, IN_MEMORY);
