/**
 * A daemon that keeps what `createDevice` is told, and has a node for each. Words: the lab, `keep` or not, file
 * descriptors of the ready pipe and of the lifeline, or `-`.
 */
import {appendFileSync} from 'node:fs';
import {runDaemon} from '../../../src/daemon/daemon.ts';
import {notebook} from '../notebook.ts';

const [lab = '', keep, ready = '-', lifeline = '-', failure] = process.argv.slice(2);
if (process.env['STARTS'] !== undefined) appendFileSync(process.env['STARTS'], `${process.pid}\n`);
runDaemon({
  lab,
  keep: keep === 'keep',
  env: process.env,
  version: '1.0.0',
  createService: (options) => {
    if (failure !== undefined) throw new Error(failure);
    return notebook(options);
  },
  ...(ready !== '-' && {readyFd: Number(ready)}),
  ...(lifeline !== '-' && {lifelineFd: Number(lifeline)}),
  log: (line) => console.error(line),
}).then(
  () => console.log('ended'),
  (error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  },
);
