// How long a command takes, as a ratio to `node -e 0` of the same run: the two in turn, medians of each.
// Usage: node bench/commands.mjs [ROUNDS]
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {inDirectory, line, median, ROOT, title, TUNLAB, tunlab} from './measure.mjs';

const rounds = Number(process.argv[2] ?? 20);
const CASES = [
  ['tunlab route', [TUNLAB, 'route']],
  ['tunlab ifconfig', [TUNLAB, 'ifconfig']],
  ['tunlab tunctl list (a table)', [TUNLAB, 'tunctl', 'list']],
  ['tunlab ping -c 1 127.0.0.1', [TUNLAB, 'ping', '-c', '1', '127.0.0.1']],
  ['route on the PATH of "with"', [join(ROOT, 'bin', 'path', 'route')]],
  ['tunlab with -- true (a whole lab)', [TUNLAB, 'with', '--', 'true']],
];
const NODE = [process.execPath, '-e', '0'];

await inDirectory(async (env) => {
  function milliseconds([program, ...words]) {
    const start = process.hrtime.bigint();
    const {status, stderr} = spawnSync(program, words, {env, stdio: ['ignore', 'ignore', 'pipe']});
    const took = Number(process.hrtime.bigint() - start) / 1e6;
    if (status !== 0) throw new Error(`${program} ${words.join(' ')} exited with ${status}: ${stderr}`);
    return took;
  }
  tunlab(env, 'ifconfig', 'tun0', '10.0.0.1', '10.0.0.2', 'up');
  title(`Commands, medians of ${rounds} rounds in turn with node -e 0`);
  line('', 'command', 'node -e 0', 'ratio');
  for (const [name, command] of CASES) {
    milliseconds(command);
    const pairs = Array.from({length: rounds}, () => [milliseconds(command), milliseconds(NODE)]);
    const [ours, node] = [median(pairs.map(([a]) => a)), median(pairs.map(([, b]) => b))];
    const ratio = median(pairs.map(([a, b]) => a / b));
    line(name, `${ours.toFixed(1)} ms`, `${node.toFixed(1)} ms`, ratio.toFixed(2));
  }
  // What ten seconds of waiting cost under the virtual clock: the same ping with an answer, and without one.
  const waits = [
    ['virtual ping, answered at once', '127.0.0.1', 0],
    ['virtual ping, nobody answers for 10 s', '10.0.0.2', 2],
  ];
  const took = waits.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, destination, expected]] of waits.entries()) {
      const script = `ifconfig tun0 10.0.0.1 10.0.0.2 up && ping -c 1 ${destination}; test $? = ${expected}`;
      took[index].push(milliseconds([TUNLAB, 'with', '--virtual', '--', 'sh', '-c', script]));
    }
  }
  const [answered, waited] = took.map(median);
  line(waits[0][0], `${answered.toFixed(1)} ms`);
  line(waits[1][0], `${waited.toFixed(1)} ms`, '', `${(waited - answered).toFixed(1)} ms more`);
});
