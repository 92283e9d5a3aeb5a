/** Walkthroughs: those of the examples are true, and what is said about them is as well. */
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {eventually, hasProgram, ROOT, sandbox, TUNLAB, type Sandbox} from './sandbox.ts';
import {Terminal} from './terminal.ts';

const FOLDER = join(ROOT, 'examples', 'walkthroughs');
const FILES = readdirSync(FOLDER).filter((name) => /^(?:\d\d-.*|vpn)\.md$/.test(name));

/** Milliseconds that all of them together may take on a machine that is busy. */
const LONG = 300_000;

interface Checked {
  readonly file: string;
  readonly as_written: boolean;
  readonly commands: number;
  readonly differences: readonly {line: number; command: string; expected: string[]; got: string[]}[];
  readonly error?: {code: string; message: string};
}

/** A sandbox whose own directory is that of temporary files, which has to be empty in the end. */
function stage(): Sandbox & {write(name: string, text: string): string; temporary(): string[]} {
  const box = sandbox();
  const start: Sandbox['start'] = (command, options = {}) =>
    box.start(command, {...options, env: {TMPDIR: box.directory, ...options.env}});
  return {
    ...box,
    start,
    run: (command, options) => start(command, options).ended,
    write(name, text) {
      const path = join(box.directory, name);
      writeFileSync(path, text);
      return path;
    },
    temporary: () => readdirSync(box.directory).filter((name) => name.startsWith('tunlab-')),
  };
}

describe('the examples', () => {
  let checked: readonly Checked[] = [];
  const box = sandbox(afterAll);
  beforeAll(async () => {
    const files = FILES.map((name) => join(FOLDER, name));
    checked = JSON.parse((await box.run([TUNLAB, 'walkthrough', 'check', '--json', ...files])).stdout) as Checked[];
  }, LONG);

  test.each(FILES)('%s prints what it says', (name) => {
    const found = checked.find(({file}) => file === join(FOLDER, name));
    expect(found).toMatchObject({differences: [], as_written: true});
    expect(found!.commands).toBeGreaterThan(4);
  });

  test('link to files that are there, and are all in the index', () => {
    const index = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    for (const name of FILES) expect(index).toContain(`](${name})`);
    for (const name of [...FILES, 'README.md']) {
      const text = readFileSync(join(FOLDER, name), 'utf8');
      const links = [...text.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, link]) => link!);
      for (const link of links) expect([...FILES, 'README.md'], name).toContain(link);
    }
  });
});

const SHORT = `# Short

\`\`\`console
$ ifconfig tun0 inet 10.0.0.1 10.0.0.2 up
$ ping -c 2 10.0.0.2 > ping.txt &
$ x=5; echo "x is $x" >&2; echo out
x is 5
out
$ tunctl write tun0 "$(tunctl read tun0 | tunctl reply)"
$ wait
$ cat <<E
> $x
>  and $(grep -c '^64 bytes' ping.txt) reply
> E
5
 and 1 reply
$ tunctl read tun1
tunctl: there is no device tun1…
[exit status 1]
$ echo $?
1
$ printf 'a\\n\\033[1mb'
a
␛[1mb
\`\`\`
`;

describe('check', () => {
  test('one shell, its status, its background, what both streams print', async () => {
    const box = stage();
    const file = box.write('short.md', SHORT);
    expect(await box.run([TUNLAB, 'walkthrough', 'check', file])).toEqual({
      status: 0,
      stdout: `${file}: 9 commands, as written\n`,
      stderr: '',
    });
    expect(box.temporary()).toEqual([]);
  });

  test('files without commands are passed over, but not all of them', async () => {
    const box = stage();
    const [lesson, prose] = [box.write('short.md', SHORT), box.write('README.md', '# Lessons\n')];
    expect((await box.run([TUNLAB, 'walkthrough', 'check', prose, lesson])).stdout).toBe(
      `${lesson}: 9 commands, as written\n`,
    );
    for (const action of ['check', 'run', 'step']) {
      expect(await box.run([TUNLAB, 'walkthrough', action, prose])).toMatchObject({
        status: 1,
        stdout: '',
        stderr: `tunlab: ${prose}:2: there is no command in it: no console block\n`,
      });
    }
  });

  test('a changed line is exactly what fails, at its place; --update puts it right', async () => {
    const box = stage();
    const right = box.write('right.md', SHORT);
    const wrong = box.write('wrong.md', SHORT.replace(' and 1 reply', ' and 2 replies'));
    const {status, stdout, stderr} = await box.run([TUNLAB, 'walkthrough', 'check', right, wrong]);
    expect({status, stderr}).toEqual({status: 1, stderr: ''});
    expect(stdout).toBe(`${right}: 9 commands, as written
${wrong}: 1 of 9 commands differs
${wrong}:16: $ cat <<E
> $x
>  and $(grep -c '^64 bytes' ping.txt) reply
> E
--- expected
+++ got
 5
- and 2 replies
+ and 1 reply
`);
    const updated = await box.run([TUNLAB, 'walkthrough', 'check', '--update', wrong]);
    expect(updated.status).toBe(0);
    expect(readFileSync(wrong, 'utf8')).toBe(SHORT);
  });

  test('everything it runs is ended: what takes too long, what hides, and the walkthrough itself', async () => {
    const box = stage();
    const file = box.write(
      'slow.md',
      '<!-- walkthrough timeout=1 -->\n```console\n$ setsid sleep 1000 &\n$ (trap "" TERM; sleep 1001)\n```\n',
    );
    const {status, stdout} = await box.run([TUNLAB, 'walkthrough', 'check', file]);
    expect(status).toBe(1);
    expect(stdout).toContain(`${file}:4: (trap "" TERM; sleep 1001): did not end within 1 s\n`);
    expect(box.processes()).toEqual([]);
    expect(box.temporary()).toEqual([]);
  });

  test('what has left the session in the background has done its work when the next command begins', async () => {
    const box = stage();
    const count = 'x=0; while [ $x -lt 300000 ]; do x=$((x+1)); done; echo $x > counted';
    const file = box.write('left.md', `\`\`\`console\n$ setsid sh -c '${count}' &\n$ cat counted\n300000\n\`\`\`\n`);
    expect(await box.run([TUNLAB, 'walkthrough', 'check', file])).toEqual({
      status: 0,
      stdout: `${file}: 2 commands, as written\n`,
      stderr: '',
    });
  });

  test('also when it is killed itself', async () => {
    const box = stage();
    const file = box.write('killed.md', '```console\n$ echo > "$WALKTHROUGHS/runs"; sleep 1000\n```\n');
    const check = box.start([TUNLAB, 'walkthrough', 'check', file]);
    await eventually(() => expect(readdirSync(box.directory)).toContain('runs'));
    await check.kill('SIGKILL');
    await eventually(() => expect({left: box.processes(), files: box.temporary()}).toEqual({left: [], files: []}));
  });

  test.each([
    ['prints without end', 'yes', 'printed more than 1048576 octets, and was ended'],
    ['ends the shell', 'exit 3', 'ended the shell, and with it the walkthrough'],
    [
      'leaves what never rests',
      'while :; do :; done &',
      'left something in the background that does not come to rest within 1 s',
    ],
  ])('a command that %s', async (_what, command, message) => {
    const box = stage();
    const file = box.write(
      'bad.md',
      `<!-- walkthrough timeout=1 -->\n\`\`\`console\n$ ${command}\n$ echo never\n\`\`\`\n`,
    );
    const {status, stdout} = await box.run([TUNLAB, 'walkthrough', 'check', '--json', file]);
    const [checked] = JSON.parse(stdout) as [Checked];
    expect(status).toBe(1);
    expect(checked.error?.message).toMatch(`${file}:3: ${command}: ${message}`);
    expect(box.processes()).toEqual([]);
  });

  test.each([
    ['there is none', [], /^tunlab: nowhere.md: there is no such file\n$/],
    ['it is a directory', ['mkdir nowhere.md'], /^tunlab: nowhere.md is no file\n$/],
    ['it is a pipe', ['mkfifo nowhere.md'], /^tunlab: nowhere.md is no file\n$/],
    [
      'it is huge',
      ['truncate -s 2G nowhere.md'],
      /^tunlab: nowhere.md:1: a walkthrough has at most 1048576 octets, this has 2147483648\n$/,
    ],
    ['it is not UTF-8', [`printf '\\377' > nowhere.md`], /^tunlab: nowhere.md:1: it is not UTF-8\n$/],
    [
      'it has no end',
      [`printf '\`\`\`console\\n$ true' > nowhere.md`],
      /^tunlab: nowhere.md:1: the block that begins with \`\`\` has no end\n$/,
    ],
  ])('a file that can not be: %s', async (_what, before, message) => {
    const box = stage();
    const script = [`cd ${box.directory}`, ...before, `${TUNLAB} walkthrough check nowhere.md`].join(' && ');
    const {status, stdout, stderr} = await box.run(['sh', '-c', script]);
    expect({status, stdout}).toEqual({status: 1, stdout: ''});
    expect(stderr).toMatch(message);
  });
});

describe('run', () => {
  test('prose, commands, and what they print', async () => {
    const box = stage();
    const file = box.write('short.md', SHORT);
    const {status, stdout} = await box.run([TUNLAB, 'walkthrough', 'run', file]);
    expect(status).toBe(0);
    expect(stdout).toContain('Short\n=====\n\n$ ifconfig tun0 inet 10.0.0.1 10.0.0.2 up\n$ ping ');
    expect(stdout).toContain("\n$ cat <<E\n> $x\n>  and $(grep -c '^64 bytes' ping.txt) reply\n> E\n5\n and 1 reply\n");
  });
});

const TYPED = [
  '# # Recorded',
  '# A *line*.',
  'ifconfig tun0 inet 10.0.0.1 10.0.0.2 up',
  '#',
  '# And then:',
  'for i in 1 2; do',
  'ping -c 1 10.0.0.2 | head -1',
  'done',
  "cat <<'E'",
  '$ not a command',
  '```',
  '> nor this',
  'E',
  'false',
];

describe('record', () => {
  test('what is typed into a pipe becomes a walkthrough, which passes', async () => {
    const box = stage();
    const file = join(box.directory, 'typed.md');
    const recorded = await box.run([TUNLAB, 'walkthrough', 'record', '--seed', '9', file], {input: TYPED.join('\n')});
    expect(recorded).toMatchObject({status: 0, stderr: ''});
    expect(readFileSync(file, 'utf8')).toBe(`<!-- walkthrough seed=9 -->

# Recorded
A *line*.

\`\`\`console
$ ifconfig tun0 inet 10.0.0.1 10.0.0.2 up
\`\`\`

And then:

\`\`\`\`console
$ for i in 1 2; do
> ping -c 1 10.0.0.2 | head -1
> done
PING 10.0.0.2 (10.0.0.2): 56 data bytes
PING 10.0.0.2 (10.0.0.2): 56 data bytes
$ cat <<'E'
> $ not a command
> \`\`\`
> > nor this
> E
…$ not a command
\`\`\`
> nor this
$ false
[exit status 1]
\`\`\`\`
`);
    expect(await box.run([TUNLAB, 'walkthrough', 'check', file])).toMatchObject({status: 0});
    const again = await box.run([TUNLAB, 'walkthrough', 'record', file]);
    expect(again).toEqual({
      status: 1,
      stdout: '',
      stderr: `tunlab: ${file} is there already; to write over it: --force\n`,
    });
  });
});

describe('in a terminal', () => {
  const inTerminal = test.skipIf(!hasProgram('tmux'));

  inTerminal('step shows one command at a time, waits for Enter, and quits at q', async () => {
    const box = stage();
    const file = box.write('short.md', SHORT);
    const terminal = new Terminal(box, ['sh']);
    await terminal.shows(/^[#$] *$/m);
    terminal.type(`tunlab walkthrough step ${file}; echo "left with $?"`);
    terminal.press('Enter');
    await terminal.shows(/^\[1\/9\] Enter runs it, q quits$/m);
    expect(terminal.screen()).toMatch(/^Short\n=====\n\n\$ ifconfig tun0 inet 10\.0\.0\.1 10\.0\.0\.2 up\n\[1/m);
    expect(terminal.screen()).not.toContain('ping -c 2');
    for (const place of [2, 3, 4]) {
      terminal.press('Enter');
      await terminal.shows(new RegExp(`^\\[${place}/9\\] Enter runs it`, 'm'));
    }
    expect(terminal.screen()).toMatch(/^\$ x=5; echo "x is \$x" >&2; echo out\nx is 5\nout\n\$ tunctl write .*\n\[4/m);
    terminal.press('q');
    await terminal.shows(/^left with 0$/m);
    expect(box.processes().length).toBeLessThan(4);
  });

  inTerminal('record takes what is typed, edited, and interrupted', async () => {
    const box = stage();
    const file = join(box.directory, 'typed.md');
    const terminal = new Terminal(box, ['sh']);
    await terminal.shows(/^[#$] *$/m);
    terminal.type(`tunlab walkthrough record ${file}; echo "left with $?"`);
    terminal.press('Enter');
    await terminal.shows(/ends it\.\n\$ *$/m);
    terminal.type('# Prose.');
    terminal.press('Enter');
    terminal.type('echo oops');
    terminal.press('BSpace', 'BSpace', 'BSpace', 'BSpace');
    terminal.type('fine');
    terminal.press('Enter');
    await terminal.shows(/^fine$/m);
    const begun = join(box.directory, 'begun');
    terminal.type(`sh -c 'echo > ${begun}; sleep 1000'`);
    terminal.press('Enter');
    await eventually(() => expect(existsSync(begun)).toBe(true));
    terminal.press('C-c');
    await terminal.shows(/^\(interrupted, and not recorded\)$/m);
    terminal.press('C-d');
    await terminal.shows(/^left with 0$/m);
    expect(readFileSync(file, 'utf8')).toBe('# typed\n\nProse.\n\n```console\n$ echo fine\nfine\n```\n');
  });
});
