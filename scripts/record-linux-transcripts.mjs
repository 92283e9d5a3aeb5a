// Records what the tools of Linux print, each scenario in a network namespace of its own, as test/fixtures/linux/*.jsonl.
// It takes net-tools, iputils and util-linux, and a kernel that lets this user make namespaces:
//   node scripts/record-linux-transcripts.mjs [SCENARIO…]
import {execFileSync, spawnSync} from 'node:child_process';
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const FIXTURES = fileURLToPath(new URL('../test/fixtures/linux/', import.meta.url));
const wanted = process.argv.slice(2);

/** `uname`, and what the tools say of themselves. */
function provenance() {
  const version = (command, ...words) => {
    const {stdout, stderr} = spawnSync(command, words, {encoding: 'utf8'});
    return `${stdout}${stderr}`.split('\n')[0].trim();
  };
  // What a machine calls its own build says nothing about the kernel.
  const kernel = execFileSync('uname', ['-sr'], {encoding: 'utf8'}).trim().replace(/-.*/, '');
  return `${kernel}, ${version('ifconfig', '--version')}, ${version('ping', '-V')}`;
}

/** Runs commands one after the other in a new namespace; `setup` is not recorded. */
function record(setup, commands) {
  const script = [
    'ip link set lo up',
    'sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.addr_gen_mode=1 2>/dev/null',
    ...setup,
    ...commands.map(
      (command, row) => `sh -c ${quoted(command)} >"$OUT/${row}.out" 2>"$OUT/${row}.err"; echo $? >"$OUT/${row}.rc"`,
    ),
  ].join('\n');
  const out = execFileSync('mktemp', ['-d'], {encoding: 'utf8'}).trim();
  try {
    const env = {...process.env, LC_ALL: 'C', OUT: out, PATH: `${process.env.PATH}:/usr/sbin:/sbin`};
    const {status, stderr} = spawnSync('unshare', ['-rn', 'sh', '-c', script], {env, encoding: 'utf8'});
    if (status === null) throw new Error(`unshare: ${stderr}`);
    const read = (row, what) => readFileSync(join(out, `${row}.${what}`), 'utf8');
    return commands.map((cmd, row) => ({
      cmd,
      stdout: read(row, 'out'),
      stderr: read(row, 'err'),
      rc: Number(read(row, 'rc')),
    }));
  } finally {
    execFileSync('rm', ['-r', out]);
  }
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

// What to run is what was run: each fixture names its set-up in its first line, and its commands in the others.
for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith('.jsonl'))) {
  const name = file.replace('.jsonl', '');
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const [head, ...rows] = readFileSync(join(FIXTURES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  if (head.setup === undefined) {
    console.log(`${name}: needs an application at the other end of a tun; left as it is`);
    continue;
  }
  const recorded = record(
    head.setup,
    rows.map(({cmd}) => cmd),
  );
  const lines = [{...head, provenance: provenance()}, ...recorded].map((line) => JSON.stringify(line));
  writeFileSync(join(FIXTURES, file), `${lines.join('\n')}\n`);
  console.log(`${name}: ${recorded.length} commands`);
}
