/** The same script in a lab and in a namespace of Linux with a real tun prints the same, but for what has to differ. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {sandbox, TUNLAB} from '../journey/sandbox.ts';
import {runInNamespace, whatNamespaceLacks} from './kernel-namespace.ts';
import {normalised} from './normalised.ts';

const HERE = import.meta.dirname;
const SCRIPTS = readdirSync(join(HERE, 'scripts'));
const absent = whatNamespaceLacks();
if (absent !== undefined) console.log(`skipped: ${absent}`);

test.skipIf(absent !== undefined).each(SCRIPTS)('%s', async (name) => {
  const box = sandbox();
  const script = join('scripts', name);
  const inLab = 'cd "$0" && PATH="$0/lab:$PATH" && exec sh "$@"';
  const [lab, kernel] = await Promise.all([
    box.run([TUNLAB, 'with', '--personality', 'linux', '--', 'sh', '-c', inLab, HERE, script]),
    runInNamespace(box, script, HERE),
  ]);
  expect({stderr: lab.stderr, status: lab.status}).toEqual({stderr: '', status: 0});
  expect({stderr: kernel.stderr, status: kernel.status}).toEqual({stderr: '', status: 0});
  // As many commands as the script has: neither side has ended early.
  const commands = readFileSync(join(HERE, script), 'utf8').match(/^ *run /gm)!.length;
  expect(kernel.stdout.match(/^\$ /gm)!.length).toBeGreaterThanOrEqual(commands);
  expect(normalised(lab.stdout)).toBe(normalised(kernel.stdout));
});
