// Takes one character out of one literal that is printed, and sees whether a test notices; lists those where none does.
//
//   npm run mutate -- [--sample N] [--seed N] [--only TEXT] [--tests TEXT]
//
// All literals of src/cli/render and src/cli/personality, or N of them drawn by the seed, of files whose path has TEXT.
import {mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, relative, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {startVitest} from 'vitest/node';
import {instrument} from './mutation/instrument.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const RENDERERS = ['src/cli/render', 'src/cli/personality'];
/** Who uses their constants. */
const USERS = ['src/cli', 'commands'];
/** In-process tests of what is printed, the quick ones first. */
const GOLDEN = ['test/cli/render', 'test/cli/personality', 'test/commands'];
/** Of other programs on this machine, of any words, and what ends processes. */
const OTHERS = /differential|-wire\.|ip-words|examples\.test|vpn-programs|man\.test|repeatable/;

const {values} = parseArgs({
  options: {
    sample: {type: 'string'},
    seed: {type: 'string', default: '1'},
    only: {type: 'string', default: ''},
    tests: {type: 'string', default: ''},
  },
});

process.chdir(ROOT);
const random = generator(Number(values.seed));
const files = RENDERERS.flatMap((place) => sources(place));
const known = new Set(files);
const codes = new Map();
const all = [];
const edges = [];
const users = USERS.flatMap((place) => sources(place)).filter((file) => !known.has(file));
for (const file of [...files, ...users]) {
  const resolved = (specifier) => {
    const path = relative(ROOT, resolve(dirname(file), specifier));
    return known.has(path) ? path : undefined;
  };
  const made = instrument(
    file,
    readFileSync(file, 'utf8'),
    resolved,
    known.has(file) ? (length) => random() % length : undefined,
  );
  codes.set(join(ROOT, file), made.code);
  all.push(...made.mutants);
  edges.push(...made.edges);
}

const chosen = sample(all.filter(({file}) => file.includes(values.only)));
const directory = mkdtempSync(join(tmpdir(), 'mutation-'));
const [plan, results] = [join(directory, 'plan.json'), join(directory, 'results.jsonl')];
writeFileSync(plan, JSON.stringify({chosen, edges, results}));
writeFileSync(results, '');
process.env.TUNLAB_MUTATION = plan;

const begin = Date.now();
const tests = GOLDEN.flatMap((place) => sources(place, '.test.ts'))
  .filter((path) => !OTHERS.test(path) && path.includes(values.tests))
  .map((path) => join(ROOT, path));
const vitest = await startVitest(
  'test',
  tests,
  {
    watch: false,
    silent: true,
    reporters: ['dot'],
    testTimeout: 60_000,
    runner: join(ROOT, 'scripts/mutation/runner.mjs'),
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    sequence: {sequencer: InOrder(tests)},
  },
  {
    plugins: [
      {
        name: 'mutants',
        enforce: 'pre',
        transform: (_code, id) => (codes.has(id) ? {code: codes.get(id), map: null} : undefined),
      },
    ],
  },
);
await vitest.close();

const told = readFileSync(results, 'utf8')
  .trim()
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
rmSync(directory, {recursive: true});
const killed = new Set(told.flatMap(({id, killed}) => (killed ? [id] : [])));
const tried = new Set(told.map(({id}) => id));
const survivors = chosen.filter(({id}) => !killed.has(id));
for (const {id, file, line, chunk, mutated} of survivors) {
  const what = tried.has(id) ? 'lived ' : 'unseen';
  console.log(`${what} ${file}:${line}  ${JSON.stringify(chunk).slice(0, 90)} -> ${difference(chunk, mutated)}`);
}
for (const {unrepeatable} of told) if (unrepeatable) console.log(`can not be run twice: ${unrepeatable}`);
const seconds = Math.round((Date.now() - begin) / 1000);
console.log(
  `${killed.size} of ${chosen.length} mutants killed, of ${all.length} there are; ${seconds} s, seed ${values.seed}`,
);
process.exitCode = survivors.length === 0 ? 0 : 1;

function sources(directory, ending = '.ts') {
  return readdirSync(directory)
    .sort()
    .flatMap((name) => {
      const path = join(directory, name);
      if (statSync(path).isDirectory()) return sources(path, ending);
      return name.endsWith(ending) ? [path] : [];
    });
}

function sample(mutants) {
  const count = values.sample === undefined ? mutants.length : Number(values.sample);
  const left = [...mutants];
  const drawn = [];
  while (drawn.length < count && left.length > 0) drawn.push(...left.splice(random() % left.length, 1));
  return drawn;
}

function difference(chunk, mutated) {
  const place = [...chunk].findIndex((character, index) => character !== mutated[index]);
  return `without ${JSON.stringify(chunk[place])} at ${place}`;
}

/** Test files in the order of the list. */
function InOrder(order) {
  return class {
    shard = (specifications) => specifications;
    sort = (specifications) =>
      [...specifications].sort((one, other) => order.indexOf(one.moduleId) - order.indexOf(other.moduleId));
  };
}

/** mulberry32. @returns {() => number} whole numbers of 32 bits */
function generator(seed) {
  let at = seed >>> 0;
  return () => {
    at = (at + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(at ^ (at >>> 15), at | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
