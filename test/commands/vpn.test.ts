import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {CommandBench, SILENCE} from './command-context.ts';

const directory = mkdtempSync(join(tmpdir(), 'tl-vpn-'));
afterAll(() => rmSync(directory, {recursive: true, force: true}));

const KEY = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=';
const bench = new CommandBench();

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text, {mode: 0o600});
  return path;
}

const good = file('wg7.conf', `[Interface]\nPrivateKey = ${KEY}\n`);

describe('keys', () => {
  test('are 44 characters, new each time', async () => {
    const keys = [];
    for (const command of ['vpn genkey', 'vpn genkey', 'vpn genpsk']) keys.push(await bench.output(command));
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  });

  test.skipIf(spawnSync('wg', ['--version']).error)('have the public key that wg computes', async () => {
    const input = await bench.output('vpn genkey');
    const expected = spawnSync('wg', ['pubkey'], {input, encoding: 'utf8'}).stdout;
    expect(await bench.output('vpn pubkey', {input})).toBe(expected);
  });

  test('have the same public key each time', async () => {
    expect(await bench.output('vpn pubkey', {input: `${KEY}\n`})).toBe(
      'HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=\n',
    );
  });

  test.each(['', 'abc', `${KEY}${KEY}`])('that are none have no public key: "%s"', async (input) => {
    const {status, stderr} = await bench.run('vpn pubkey', {input});
    expect(status).toBe(1);
    expect(stderr).toBe(
      'tunlab: the key on standard input is not the correct length or format: 44 characters of base64 are a key\n',
    );
  });
});

describe('vpn up', () => {
  test('hands the program of the tunnel what it is to be, and no key in its arguments', async () => {
    expect(await bench.run(`vpn up ${good} --foreground`)).toEqual(SILENCE);
    expect(bench.programs.at(-1)!.command).toEqual(['the-tunnel']);
  });

  test.each([
    ['no file', 'nothing.conf', `tunlab: there is no file ${directory}/nothing.conf\n`],
    [
      'a file whose name is no name of an interface',
      'a name that is long.conf',
      'tunlab: "a name that is long" is too long for an interface name: at most 15 characters\n',
    ],
    [
      'a file that is none',
      'bad.conf',
      `tunlab: ${directory}/bad.conf, line 1: "nonsense" is no section and no "key = value"\n`,
    ],
    [
      'hooks',
      'hooks.conf',
      `tunlab: ${directory}/hooks.conf: PreUp would run on this machine, not in the lab; use --skip-hooks to go on without\n`,
    ],
  ])('refuses %s, in one line', async (_what, name, message) => {
    file('bad.conf', 'nonsense');
    file('hooks.conf', `[Interface]\nPrivateKey = ${KEY}\nPreUp = true\n`);
    const count = bench.programs.length;
    const {status, stdout, stderr} = await bench.run(['vpn', 'up', join(directory, name)]);
    expect({stdout, stderr}).toEqual({stdout: '', stderr: message});
    expect([1, 2]).toContain(status);
    expect(bench.programs).toHaveLength(count);
  });

  test('goes on without hooks when told to, and warns of what others may read and of what it leaves out', async () => {
    const path = file('wg8.conf', `[Interface]\nPrivateKey = ${KEY}\nPostUp = true\nDNS = 10.0.0.1, example.org\n`);
    chmodSync(path, 0o644);
    expect(await bench.run(['vpn', 'up', path, '--skip-hooks', '--foreground'])).toEqual({
      status: 0,
      stdout: '',
      stderr:
        `tunlab: warning: others may read ${path}, and the key in it\n` +
        'tunlab: DNS: example.org left out: hosts of a lab search in no domains\n',
    });
  });

  test('refuses a host that there is not', async () => {
    const {status, stderr} = await bench.run(`vpn up ${good} --host nobody --foreground`);
    expect({status, stderr}).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^tunlab: [^\n]*nobody[^\n]*\n$/) as string,
    });
  });
});

describe('where no tunnel is up', () => {
  test.each([
    ['vpn show', ''],
    ['vpn show interfaces', ''],
    ['vpn show all dump', ''],
    ['vpn show --json', '[]\n'],
  ])('%s prints that there is none', async (line, stdout) => {
    expect(await bench.run(line)).toEqual({status: 0, stdout, stderr: ''});
  });

  test.each([
    ['vpn show wg0', 1, 'tunlab: wg0 is no tunnel that is up on local\n'],
    ['vpn down wg0', 1, 'tunlab: wg0 is no tunnel that is up on local\n'],
    ['vpn down /etc/wg0.conf', 1, 'tunlab: wg0 is no tunnel that is up on local\n'],
    ['vpn down /etc/wg0', 2, 'tunlab: /etc/wg0 does not end with .conf, so it names no interface\n'],
  ])('%s is refused', async (line, status, stderr) => {
    expect(await bench.run(line)).toEqual({status, stdout: '', stderr});
  });

  test('a fact that is none is wrong usage', async () => {
    const {status, stderr} = await bench.run('vpn show all colour');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^tunlab: "colour" is none of: public-key, /);
  });
});
