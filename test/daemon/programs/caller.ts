/** Says `here`; when told to, asks the lab who it is, starting its daemon if need be, and says the daemon's pid. */
import {createInterface} from 'node:readline';
import {labPaths} from '../../../src/api/paths.ts';
import {reachLab} from '../../../src/cli/launch.ts';

const [lab = '', ...daemonCommand] = process.argv.slice(2);
const api = reachLab({paths: labPaths(lab, process.env), version: '1.0.0', daemonCommand, env: process.env});
const lines = createInterface({input: process.stdin});
lines.once('line', () => {
  // So that nothing but the lab could keep this process from ending.
  process.stdin.destroy();
  api.hello({}).then(
    ({pid}) => console.log(String(pid)),
    (error: unknown) => console.log((error as Error).message),
  );
});
console.log('here');
