// All measurements, each in a process of its own. Usage: npm run bench; one of them: node bench/run.mjs routes
import {spawnSync} from 'node:child_process';
import {cpus, totalmem} from 'node:os';
import {join} from 'node:path';
import {ROOT} from './measure.mjs';

const PARTS = ['commands', 'routes', 'forwarding', 'hosts', 'vpn'];

const [processor] = cpus();
console.log(
  `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} × ${processor?.model ?? 'an unknown processor'}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
);
const asked = process.argv.slice(2);
for (const part of asked.length > 0 ? asked : PARTS) {
  const {status} = spawnSync(process.execPath, ['--expose-gc', join(ROOT, 'bench', `${part}.mjs`)], {stdio: 'inherit'});
  if (status !== 0) process.exitCode = 1;
}
