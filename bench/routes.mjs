// Routes: look-ups in tables of ten to a million, what a route costs to add and to keep, and a table listed by a daemon.
import {spawn} from 'node:child_process';
import {connectLab, Lab, labPaths, localLab, VirtualClock} from '../dist/library.mjs';
import {
  count,
  IN_MEMORY,
  inDirectory,
  inTurn,
  line,
  memory,
  randomNumbers,
  timed,
  title,
  TUNLAB,
  tunlab,
} from './measure.mjs';

const SIZES = [10, 1000, 100_000, 1_000_000];
const DESTINATIONS = 1 << 20;
const PROTOTYPE = {type: 'blackhole', interface: undefined, metric: 0, protocol: 'static', host: false};

const newLab = () => new Lab({clock: new VirtualClock(), seed: 1});

/** A table with so many routes, and destinations spread over all of them in no order. */
function tableOf(size, prefixAt) {
  const next = randomNumbers();
  const before = memory();
  const {routes} = newLab().host('local').host;
  const start = performance.now();
  const targets = new Uint32Array(size);
  for (let added = 0; added < size;) {
    const {destination, prefixLength} = prefixAt(added, next);
    if (routes.add({...PROTOTYPE, destination, prefixLength})) targets[added++] = destination;
  }
  const took = performance.now() - start;
  const octets = memory() - before - targets.byteLength;
  const destinations = Uint32Array.from({length: DESTINATIONS}, () => targets[next() % size] + (next() & 7));
  return {routes, destinations, took, octets};
}

/** Prefixes as far apart as can be, of lengths between 12 and 24, like those between providers. */
function anywhere(size) {
  const shortest = size <= 1000 ? 12 : 18;
  return (_index, next) => {
    const prefixLength = shortest + (next() % (25 - shortest));
    const shift = 32 - prefixLength;
    return {destination: ((next() >>> shift) << shift) >>> 0, prefixLength};
  };
}

/** Prefixes of 28 bits side by side, like those inside one provider. */
const sideBySide = (index) => ({destination: 0x0a00_0000 + index * 16, prefixLength: 28});

function lookUps({routes, destinations}) {
  return (steps) => {
    let found = 0;
    for (let step = 0; step < steps; step++) if (routes.lookup(destinations[step]) !== undefined) found++;
    if (found !== steps) throw new Error(`${steps - found} destinations have no route`);
  };
}

function lookUpTable(what, tables) {
  const took = inTurn(tables.map(lookUps), {rounds: 15, steps: DESTINATIONS});
  for (const [index, nanoseconds] of took.entries()) {
    const name = `${count(SIZES[index])} routes ${what}`;
    line(name, count(1e9 / nanoseconds), `${nanoseconds.toFixed(1)} ns`, (nanoseconds / took[0]).toFixed(2));
  }
}

title(`Look-ups, ${count(DESTINATIONS)} random destinations over all routes, medians of 15 rounds in turn`);
line('', 'a second', 'each', 'to 10 routes');
const far = SIZES.map((size) => tableOf(size, anywhere(size)));
lookUpTable('anywhere', far);
lookUpTable(
  'side by side',
  SIZES.map((size) => tableOf(size, sideBySide)),
);

title('Routes, added one by one and kept');
line('', 'to add one', 'memory for one');
for (const [index, {took, octets}] of far.entries()) {
  if (SIZES[index] < 1000) continue;
  const each = `${((took * 1000) / SIZES[index]).toFixed(1)} µs`;
  line(`${count(SIZES[index])} in the engine`, each, `${count(octets / SIZES[index])} octets`);
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
