// Records what the tools of Linux print, each transcript in namespaces of its own, as test/fixtures/linux/*.jsonl:
//   node scripts/record-linux-transcripts.mjs [--check] [TRANSCRIPT…]
// --check writes nothing, and tells which rows come out otherwise than they stand there.
// It takes net-tools, iputils, iproute2, uml-utilities, util-linux and python3, /dev/net/tun, and a kernel that lets this
// user make namespaces. What is recorded is what was recorded: the first line of a transcript names its set-up, and what
// happened ahead of which of its rows (counted from 0); the other lines are the commands. All of it is run by `sh`, with
// transcripts/answer-tun, the application at the other end of a tun, on its PATH. A new transcript begins as a first line
// with "setup", and lines with nothing but "cmd".
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const FIXTURES = fileURLToPath(new URL('../test/fixtures/linux/', import.meta.url));
const APPLICATIONS = fileURLToPath(new URL('transcripts', import.meta.url));
const words = process.argv.slice(2);
const check = words.includes('--check');
const wanted = words.filter((word) => !word.startsWith('--'));

/** `uname`, and what the tools say of themselves. */
function provenance() {
  const version = (command, ...words) => {
    const {stdout, stderr} = spawnSync(command, words, {encoding: 'utf8'});
    return `${stdout}${stderr}`.split('\n')[0].trim();
  };
  // What a machine calls its own build says nothing about the kernel.
  const kernel = execFileSync('uname', ['-sr'], {encoding: 'utf8'}).trim().replace(/-.*/, '');
  const iproute2 = version('ip', '-V').replace(/^ip utility, (.*?),.*/, '$1');
  return `${kernel}, ${version('ifconfig', '--version')}, ${version('ping', '-V')}, ${iproute2}`;
}

/** Runs commands one after the other in new namespaces; set-up and what is ahead of a row are not recorded. */
function record({setup, ahead = {}}, commands) {
  const out = mkdtempSync(join(tmpdir(), 'transcript-'));
  // No server is asked for a name, and only these are known without one.
  writeFileSync(join(out, 'resolv.conf'), 'nameserver 127.0.0.1\n');
  writeFileSync(join(out, 'hosts'), '127.0.0.1 localhost\n');
  writeFileSync(join(out, 'networks'), 'default 0.0.0.0\nloopback 127.0.0.0\nlink-local 169.254.0.0\n');
  const script = [
    'set -e',
    ...['resolv.conf', 'hosts', 'networks'].map((file) => `mount --bind "$OUT/${file}" /etc/${file}`),
    'ip link set lo up',
    'echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode',
    ...setup,
    'set +e',
    ...commands.flatMap((command, row) => [
      ...(ahead[row] ?? []),
      `sh -c ${quoted(command)} >"$OUT/${row}.out" 2>"$OUT/${row}.err" </dev/null; echo $? >"$OUT/${row}.rc"`,
    ]),
  ].join('\n');
  try {
    const env = {...process.env, LC_ALL: 'C', OUT: out, PATH: `${APPLICATIONS}:${process.env.PATH}:/usr/sbin:/sbin`};
    // What runs on in the background ends with the first process of its namespace.
    const {status, stderr} = spawnSync(
      'unshare',
      [process.getuid() === 0 ? '-nmpf' : '-rnmpf', '--kill-child', '--mount-proc', 'sh', '-c', script],
      {
        env,
        encoding: 'utf8',
      },
    );
    if (status !== 0) throw new Error(`the set-up failed (${status}): ${stderr}`);
    const read = (row, what) => readFileSync(join(out, `${row}.${what}`), 'utf8');
    return commands.map((cmd, row) => {
      const status = Number(read(row, 'rc'));
      return {
        cmd,
        stdout: read(row, 'out'),
        stderr: read(row, 'err'),
        rc: status > 128 && status !== 255 ? 128 - status : status,
      };
    });
  } finally {
    rmSync(out, {recursive: true});
  }
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The test's own idea of what may differ from run to run. */
async function loadEssence() {
  const {outputFiles} = await build({
    entryPoints: [fileURLToPath(new URL('../test/cli/personality/transcript.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    define: {'import.meta.dirname': '"/"'},
  });
  return (await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`)).essence;
}

function told(row) {
  return JSON.stringify(essence({stdout: '', stderr: '', ...row}));
}

const essence = await loadEssence();
for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith('.jsonl'))) {
  const name = file.replace('.jsonl', '');
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const [head, ...rows] = readFileSync(join(FIXTURES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const recorded = record(
    head,
    rows.map(({cmd}) => cmd),
  );
  const others = recorded.filter((row, place) => told(row) !== told(rows[place]));
  console.log(`${name}: ${recorded.length} commands, ${others.length} not as they were`);
  if (!check) {
    const lines = [{...head, provenance: provenance()}, ...recorded].map((line) => JSON.stringify(line));
    writeFileSync(join(FIXTURES, file), `${lines.join('\n')}\n`);
    continue;
  }
  for (const row of others) {
    const place = recorded.indexOf(row);
    console.log(`${place}: ${row.cmd}\n  then ${told(rows[place])}\n  now  ${told(row)}`);
    process.exitCode = 1;
  }
}
