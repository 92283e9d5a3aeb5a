/** Says `here`; when told to, tries to take each of the locks named; ends, without giving one up, with its input. */
import {createInterface} from 'node:readline';
import {acquireLock} from '../../../src/api/lock.ts';

const lines = createInterface({input: process.stdin});
lines.on('line', () => {
  const taken = process.argv.slice(2).map((path) => {
    const lock = acquireLock(path);
    return 'holder' in lock ? lock.holder : 'taken';
  });
  console.log(JSON.stringify(taken));
});
console.log('here');
