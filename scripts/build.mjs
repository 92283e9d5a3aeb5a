// Bundles what is run into dist/: one file to start fast from, its big parts evaluated only when they are used.
import {chmodSync, mkdirSync, rmSync} from 'node:fs';
import {build} from 'esbuild';

const common = {bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', legalComments: 'none'};

/** oclif as a whole is loaded from its package, and only to draw help; its parts for parsing are bundled. */
const helpFromPackage = {
  name: 'help-from-package',
  setup(plugin) {
    plugin.onResolve({filter: /^@oclif\/core$/}, ({path, kind}) =>
      kind === 'dynamic-import' ? {path, external: true} : undefined,
    );
  },
};

/**
 * A shell reads the second line, Node those below. Where NODE_EXTRA_CA_CERTS is set, Node 20 reads all of that file at
 * every start, which takes longer than anything a tool does; no tool uses it, and programs it starts get it back.
 */
const START = `#!/bin/sh
':' //; export TUNLAB_EXTRA_CA_CERTS="\${NODE_EXTRA_CA_CERTS-}"; unset NODE_EXTRA_CA_CERTS; exec node "$0" "$@"
if (process.env.TUNLAB_EXTRA_CA_CERTS) process.env.NODE_EXTRA_CA_CERTS = process.env.TUNLAB_EXTRA_CA_CERTS;
delete process.env.TUNLAB_EXTRA_CA_CERTS;`;

rmSync('dist', {recursive: true, force: true});
mkdirSync('dist');
await Promise.all([
  build({
    ...common,
    entryPoints: {tunlab: 'bin/main.ts'},
    outExtension: {'.js': '.cjs'},
    outdir: 'dist',
    format: 'cjs',
    minify: true,
    keepNames: true,
    external: ['typescript', 'ts-node'],
    plugins: [helpFromPackage],
    banner: {js: START},
  }),
  build({
    ...common,
    entryPoints: {daemon: 'bin/daemon.ts'},
    outExtension: {'.js': '.cjs'},
    outdir: 'dist',
    format: 'cjs',
    external: ['lmdb'],
  }),
  build({
    ...common,
    entryPoints: {commands: 'bin/oclif-commands.ts'},
    outExtension: {'.js': '.mjs'},
    outdir: 'dist',
    format: 'esm',
    packages: 'external',
  }),
]);
chmodSync('dist/tunlab.cjs', 0o755);
