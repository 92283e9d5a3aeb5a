// How long a command takes, as a ratio to `node -e 0` of the same run: the two in turn, medians of each.
// Usage: node bench/run.mjs [ROUNDS]
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const rounds = Number(process.argv[2] ?? 20);
const root = new URL('..', import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), 'tl-bench-'));
const env = {...process.env, XDG_RUNTIME_DIR: directory, XDG_STATE_HOME: directory};
// Node 20 reads the certificates at every start where this is set, which flatters every other program.
delete env.NODE_EXTRA_CA_CERTS;

const tunlab = join(root, 'bin', 'tunlab');
const CASES = [
  ['tunlab route', [tunlab, 'route']],
  ['tunlab ifconfig', [tunlab, 'ifconfig']],
  ['tunlab tunctl list (a table)', [tunlab, 'tunctl', 'list']],
  ['tunlab ping -c 1 127.0.0.1', [tunlab, 'ping', '-c', '1', '127.0.0.1']],
  ['route on the PATH of "with"', [join(root, 'bin', 'path', 'route')]],
  ['tunlab with -- true (a whole lab)', [tunlab, 'with', '--', 'true']],
];

function milliseconds([program, ...words]) {
  const start = process.hrtime.bigint();
  const {status, stderr} = spawnSync(program, words, {env, stdio: ['ignore', 'ignore', 'pipe']});
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} exited with ${status}: ${stderr}`);
  return took;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

const NODE = [process.execPath, '-e', '0'];
try {
  milliseconds([tunlab, 'ifconfig', 'tun0', '10.0.0.1', '10.0.0.2', 'up']);
  console.log(`Node ${process.versions.node}, ${rounds} rounds in turn, medians`);
  for (const [name, command] of CASES) {
    milliseconds(command);
    const pairs = Array.from({length: rounds}, () => [milliseconds(command), milliseconds(NODE)]);
    const [ours, node] = [median(pairs.map(([a]) => a)), median(pairs.map(([, b]) => b))];
    const ratio = median(pairs.map(([a, b]) => a / b));
    console.log(
      `${name.padEnd(36)} ${ours.toFixed(1).padStart(7)} ms   node -e 0 ${node.toFixed(1)} ms   ratio ${ratio.toFixed(2)}`,
    );
  }
} finally {
  spawnSync(tunlab, ['daemon', 'stop'], {env});
  rmSync(directory, {recursive: true, force: true});
}
