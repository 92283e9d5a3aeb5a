/** Writes all manual pages below the directory that is given: `man1/tunlab.1`, … Run by the build. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {commandPage, overviewPage} from '../src/cli/man/command-page.ts';
import {markdownPage} from '../src/cli/man/markdown-page.ts';
import type {Page} from '../src/cli/man/page.ts';
import {renderRoff} from '../src/cli/man/roff.ts';
import {COMMAND_TABLE} from './commands.ts';
import {VERSION} from './version.ts';

const [directory = 'man', docs = 'docs'] = process.argv.slice(2);
const DEVICE_NODES = {
  name: 'tunlab-device-nodes',
  section: 7,
  version: VERSION,
  summary: 'how an application reads and writes packets of a lab',
} as const;

const commands = await Promise.all(COMMAND_TABLE.ids.map((id) => commandPage(id, COMMAND_TABLE, VERSION)));
const pages: readonly (Page | undefined)[] = [
  ...commands,
  await overviewPage(COMMAND_TABLE, VERSION),
  await markdownPage(DEVICE_NODES, readFileSync(join(docs, 'device-nodes.md'), 'utf8')),
];
for (const page of pages) {
  if (page === undefined) continue;
  const folder = join(directory, `man${page.section}`);
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, `${page.name}.${page.section}`), renderRoff(page));
}
