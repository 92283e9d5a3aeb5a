// Writes docs/schema from what the commands print; with --check, only says which files differ.
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {format, resolveConfig} from 'prettier';

const DIRECTORY = 'docs/schema';

const check = process.argv.includes('--check');
const {schemaFiles, schemaTable} = await loaded('src/cli/schema/documents.ts');

mkdirSync(DIRECTORY, {recursive: true});
const wanted = new Map();
for (const [name, schema] of schemaFiles()) wanted.set(name, await pretty(name, JSON.stringify(schema)));
wanted.set('README.md', schemaTable());

const differing = [...wanted].filter(([name, text]) => textOf(name) !== text).map(([name]) => name);
const stale = readdirSync(DIRECTORY).filter((name) => !wanted.has(name));
if (check) {
  for (const name of [...differing, ...stale]) console.log(`${join(DIRECTORY, name)} is not what the sources say`);
  if (differing.length + stale.length > 0) process.exitCode = 1;
} else {
  for (const name of differing) writeFileSync(join(DIRECTORY, name), wanted.get(name));
  for (const name of stale) rmSync(join(DIRECTORY, name));
  console.log(`${differing.length} written, ${stale.length} removed`);
}

/** A module of the sources, bundled with all it imports. */
async function loaded(entry) {
  const {outputFiles} = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

async function pretty(name, text) {
  const options = await resolveConfig(join(DIRECTORY, name));
  return format(text, {...options, parser: 'json'});
}

function textOf(name) {
  const path = join(DIRECTORY, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
