// Bundles what is run into dist/: one file to start fast from, its big parts evaluated only when they are used.
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
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
 * Makes oclif load its parts when they are used, not when they are named: `const a_1 = require("./a")` becomes a function
 * that requires once, and every `a_1` a call of it. Half of what oclif loads at its start no command ever uses.
 */
const lazyParts = {
  name: 'lazy-parts',
  setup(plugin) {
    plugin.onLoad({filter: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/}, async ({path}) => {
      let code = await readFile(path, 'utf8');
      const parts = /^const (\w+) = ((?:__importDefault|__importStar)?\(?require\("[^"]+"\)\)?);$/gm;
      for (const [line, name, load] of [...code.matchAll(parts)]) {
        const rest = code
          .replace(line, '')
          .replaceAll(new RegExp(`\\bnew ${name}((?:\\.\\w+)+)`, 'g'), `new (${name}()$1)`)
          .replaceAll(new RegExp(`(?<![.\\w'"\`])${name}\\b(?![:(])`, 'g'), `${name}()`);
        code = `let ${name}_loaded; const ${name} = () => (${name}_loaded ??= ${load});\n${rest}`;
      }
      return {contents: code, loader: 'js'};
    });
  },
};

/** The engine is in a bundle of its own, which only a command that tries changes loads. */
const rehearsalApart = {
  name: 'rehearsal-apart',
  setup(plugin) {
    plugin.onResolve({filter: /^\.\/rehearsal\.ts$/}, () => ({path: './rehearsal.cjs', external: true}));
  },
};

/**
 * A shell reads the second line, Node those below. Where NODE_EXTRA_CA_CERTS is set, Node 20 reads all of that file at
 * every start, which takes longer than anything a tool does; no tool uses it, and programs it starts get it back.
 */
const START = `#!/bin/sh
':' //; export TUNLAB_EXTRA_CA_CERTS="\${NODE_EXTRA_CA_CERTS-}"; unset NODE_EXTRA_CA_CERTS; exec node "$0" "$@"
if (process.env.TUNLAB_EXTRA_CA_CERTS) process.env.NODE_EXTRA_CA_CERTS = process.env.TUNLAB_EXTRA_CA_CERTS;
delete process.env.TUNLAB_EXTRA_CA_CERTS;
`;

rmSync('dist', {recursive: true, force: true});
mkdirSync('dist');
await Promise.all([
  build({
    ...common,
    entryPoints: {main: 'bin/main.ts'},
    outExtension: {'.js': '.cjs'},
    outdir: 'dist',
    format: 'cjs',
    minify: true,
    keepNames: true,
    charset: 'ascii',
    supported: {'dynamic-import': false},
    external: ['typescript', 'ts-node'],
    plugins: [helpFromPackage, lazyParts, rehearsalApart],
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
    entryPoints: {vpn: 'bin/vpn.ts'},
    outExtension: {'.js': '.cjs'},
    outdir: 'dist',
    format: 'cjs',
  }),
  build({
    ...common,
    entryPoints: {rehearsal: 'bin/rehearsal.ts'},
    outExtension: {'.js': '.cjs'},
    outdir: 'dist',
    format: 'cjs',
  }),
  build({
    ...common,
    entryPoints: {library: 'bin/library.ts'},
    outExtension: {'.js': '.mjs'},
    outdir: 'dist',
    format: 'esm',
    packages: 'external',
  }),
  build({
    ...common,
    entryPoints: {'man-pages': 'bin/man-pages.ts'},
    outExtension: {'.js': '.mjs'},
    outdir: 'dist',
    format: 'esm',
    packages: 'external',
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
rmSync('man', {recursive: true, force: true});
execFileSync(process.execPath, ['dist/man-pages.mjs', 'man', 'docs'], {stdio: ['ignore', 'ignore', 'inherit']});
rmSync('dist/man-pages.mjs');
writeFileSync('dist/tunlab.cjs', START + readFileSync('bin/launcher.cjs', 'utf8'), {mode: 0o755});
// What one run has compiled is what the next need not compile.
execFileSync(process.execPath, ['dist/tunlab.cjs', 'env'], {
  env: {...process.env, TUNLAB_WRITE_CACHE: '1'},
  stdio: ['ignore', 'ignore', 'inherit'],
});
