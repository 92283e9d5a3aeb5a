/** Manual pages: whole, without a warning, and of the same words as the help. */
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, afterAll, describe, expect, test} from 'vitest';
import {COMMAND_IDS, COMMAND_TABLE} from '../../bin/commands.ts';
import {EXIT_STATUSES} from '../../src/cli/exit-statuses.ts';
import {commandPage, overviewPage} from '../../src/cli/man/command-page.ts';
import {markdownPage} from '../../src/cli/man/markdown-page.ts';
import {type Page, text, verbatim} from '../../src/cli/man/page.ts';
import {renderPlain} from '../../src/cli/man/plain.ts';
import {renderRoff} from '../../src/cli/man/roff.ts';
import {hasProgram} from '../journey/sandbox.ts';
import {CommandBench} from './command-context.ts';

const VERSION = '1.2.3';
const DOCS = new URL('../../docs/', import.meta.url);
const UTF8 = {...process.env, LC_ALL: 'C.UTF-8'};

async function allPages(): Promise<Page[]> {
  const commands = await Promise.all(COMMAND_IDS.map((id) => commandPage(id, COMMAND_TABLE, VERSION)));
  const nodes = readFileSync(new URL('device-nodes.md', DOCS), 'utf8');
  const told = {name: 'tunlab-device-nodes', section: 7, version: VERSION, summary: 'nodes'} as const;
  const pages = [...commands, await overviewPage(COMMAND_TABLE, VERSION), await markdownPage(told, nodes)];
  return pages.filter((page) => page !== undefined);
}

describe('all pages', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tm-'));
  let files: string[] = [];
  beforeAll(async () => {
    files = (await allPages()).map((page) => {
      const file = join(directory, `${page.name}.${page.section}`);
      writeFileSync(file, renderRoff(page));
      return file;
    });
  });
  afterAll(() => rmSync(directory, {recursive: true}));

  test('there is one of every command that is typed', () => {
    expect(files).toHaveLength(COMMAND_IDS.length + 1);
  });

  const groff = hasProgram('groff');
  test.skipIf(!groff)(`groff has no warning${groff ? '' : ' (no groff)'}`, () => {
    const {status, stderr} = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z', ...files], {
      encoding: 'utf8',
      env: UTF8,
    });
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
  });

  const man = hasProgram('man');
  test.skipIf(!man)(`man has no warning${man ? '' : ' (no man)'}`, () => {
    const {status, stderr} = spawnSync('man', ['--warnings', '-l', ...files], {
      encoding: 'utf8',
      env: {...UTF8, PAGER: 'cat'},
    });
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
  });

  test.skipIf(!groff)('a page with a mistake would be found', () => {
    const file = join(directory, 'wrong.1');
    writeFileSync(file, '.TH W 1\n.SH NAME\n.nosuchrequest\n');
    expect(spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z', file], {encoding: 'utf8'}).stderr).toMatch(/warning/);
  });

  test.skipIf(!groff)('words come out as they went in, whatever they mean to roff', () => {
    const hostile = [
      '.SH not a request',
      `'nor this`,
      'back\\slash \\fB \\n(xx',
      '--flag "quoted" a-b',
      '^ ~ ` …é日',
      '',
    ];
    const page: Page = {
      name: 'x',
      section: 1,
      version: VERSION,
      summary: 's',
      sections: [{title: 'T "1"', blocks: [verbatim(hostile.join('\n')), text('.end')]}],
    };
    const printed = execFileSync('groff', ['-man', '-Tutf8', '-P-cbou'], {
      input: renderRoff(page),
      encoding: 'utf8',
      env: UTF8,
    });
    for (const line of [...hostile, '.end', 'T "1"']) expect(printed).toContain(line);
  });
});

describe('a page', () => {
  test('has all sections, and the words of the help', async () => {
    const page = renderPlain((await commandPage('tunctl:read', COMMAND_TABLE, VERSION))!);
    const titles = page.split('\n').filter((line) => /^[A-Z][A-Z ]+$/.test(line));
    expect(titles).toEqual(['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'EXAMPLES', 'EXIT STATUS', 'SEE ALSO']);
    for (const words of [
      'tunlab-tunctl-read - read packets from a device node, as an application does',
      'tunlab tunctl read [OPTION…] NAME',
      '-c, --count N',
      '--queue application|interface',
      'tunlab tunctl read tun0 --count 3',
      'Interrupted before all had come.',
      'tunlab(1), tunlab-tunctl(1), tunlab-tunctl-attach(1)',
    ]) {
      expect(page).toContain(words);
    }
  });

  test('of the documentation has its code, its tables and no mark of Markdown', async () => {
    const told = {name: 'x', section: 7, version: VERSION, summary: 's'} as const;
    const page = await markdownPage(
      told,
      '# Title\nSome `code` and [a link](to.md).\n\n## Part\n```sh\nls | wc\n```\n| a | b |\n|---|---|\n| `1` | **2** |\n\n* one\n',
    );
    expect(renderPlain(page)).toBe(
      'NAME\n    x - s\n\nDESCRIPTION\n    Some code and a link.\n\nPART\n        ls | wc\n\n    1\n        2\n\n    *\n        one\n\nSEE ALSO\n    tunlab(1)\n',
    );
  });
});

describe('man', () => {
  test('hands the page to man, and has its exit status', async () => {
    const bench = new CommandBench();
    bench.programStatus = 3;
    const {status} = await bench.run('man ping', {env: {PATH: 'where:/bin:/usr/bin'}});
    if (!hasProgram('man')) return;
    expect(status).toBe(3);
    expect(bench.programs).toMatchObject([{command: ['man', '-l', '-']}]);
  });

  test('prints text where there is no man', async () => {
    const bench = new CommandBench();
    expect(await bench.output('man ping', {env: {PATH: '/nowhere'}})).toMatch(/^NAME\n {4}tunlab-ping - /);
    expect(await bench.output('man', {env: {PATH: '/nowhere'}})).toContain('tunlab-wire-add(1)');
    expect(bench.programs).toEqual([]);
  });

  test.each([
    ['man nosuch', 'there is no manual page of "nosuch"; see: tunlab --help'],
    ['man wire', 'there is no manual page of "wire"; there are: wire add, wire capture, wire cut'],
    ['man complete', 'there is no manual page of "complete"'],
  ])('%s: refused', async (line, message) => {
    const {status, stderr} = await new CommandBench().run(line);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

test('the table of exit statuses in the documentation is that of the pages', () => {
  const table = readFileSync(new URL('exit-statuses.md', DOCS), 'utf8');
  const rows = [...table.matchAll(/^\| (\d+) \|/gm)].map(([, status]) => Number(status));
  const behind = [126, 127];
  expect([...rows, ...behind].sort()).toEqual(EXIT_STATUSES.map(({status}) => status).sort());
});
