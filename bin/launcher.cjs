// Starts the bundle from code that V8 has compiled before. A cache of another Node is refused by V8, and all is as without.
const {readFileSync} = require('node:fs');
const {dirname, join} = require('node:path');
const {Script, constants} = require('node:vm');

const filename = join(__dirname, 'main.cjs');
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`;
const cachedData = (() => {
  try {
    return readFileSync(join(__dirname, 'main.cache'));
  } catch {
    return undefined;
  }
})();
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const script = new Script(source, {filename, importModuleDynamically, ...(cachedData && {cachedData})});
script.runInThisContext()(exports, require, module, filename, dirname(filename));
if (process.env.TUNLAB_WRITE_CACHE === '1') {
  process.once('exit', () =>
    require('node:fs').writeFileSync(join(__dirname, 'main.cache'), script.createCachedData()),
  );
}
