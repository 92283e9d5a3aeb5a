import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A program of somebody who has installed the package: a lab without a daemon, one ping, read and answered. */
const PROGRAM = `
import {Lab, VirtualClock, localLab} from 'tunlab';

const clock = new VirtualClock();
const lab = new Lab({clock, seed: 1});
const api = localLab({lab, hello: () => ({})});
await api.configureInterface({host: 'local', ifname: 'tun0', create: true, set: {local: '10.0.0.1', peer: '10.0.0.2'}, up: true});
const events = [];
for await (const event of api.ping({host: 'local', destination: '10.0.0.1', count: 1})) events.push(event.event);
for await (const event of api.ping({host: 'local', destination: '10.0.0.2', count: 1, wait: 3})) events.push(event.event);
for await (const frame of api.readDevice({host: 'local', ifname: 'tun0', nonblock: true})) events.push(frame.octets);
console.log(events.join(' '), clock.now());
`;

test('a lab runs inside a program, without a daemon', () => {
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(output).toBe('start sent reply end start sent end 84 3000\n');
});
