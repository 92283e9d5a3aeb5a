import {describe, expect, test} from 'vitest';
import {collect} from '../service/lab-under-test.ts';
import {benchWithTunnel, SILENCE} from './command-context.ts';

describe('wait-for', () => {
  test('ends in silence when it is so', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.run('wait-for link tun0 up')).toEqual(SILENCE);
    expect(await bench.json('wait-for link tun/0 up --timeout 5')).toEqual({
      event: 'met',
      state: 'tun0 is up',
      waited: 0,
    });
  });

  test('ends when another command has made it so', async () => {
    const bench = await benchWithTunnel();
    const waiting = bench.start(['wait-for', 'queue', 'tun0', 'application', '>= 2', '--json']);
    const send = () => collect(bench.lab.udpSend({host: 'local', destination: '10.10.10.8', port: 9, data: '00'}));
    await send();
    expect(waiting.output.stdout).toBe('');
    await send();
    const {status, stdout} = await waiting.ended;
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({state: '2 packets wait in the application queue of tun0'});
  });

  test('has a status of its own for a time-out, and tells what was waited for and how it stands', async () => {
    const bench = await benchWithTunnel();
    const before = bench.clock.now();
    expect(await bench.run('wait-for route 10.9.0.0/16 dev tun0 --timeout 1.5min')).toEqual({
      status: 124,
      stdout: '',
      stderr: 'tunlab: route 10.9.0.0/16 dev tun0: waited 90 s in vain: local has no route to 10.9.0.0/16 over tun0\n',
    });
    expect(bench.clock.now() - before).toBe(90_000);
    const {stdout} = await bench.run('wait-for node tun0 open --timeout 0 --json');
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'ETIMEDOUT', state: 'the node of tun0 is closed'}});
  });

  test('is of the host that is chosen', async () => {
    const bench = await benchWithTunnel();
    const {status, stderr} = await bench.run('wait-for link tun0 up --timeout 1 --host far');
    expect({status, stderr}).toEqual({status: 1, stderr: 'tunlab: there is no host far; there is: local\n'});
  });

  test('an interrupt ends it', async () => {
    const bench = await benchWithTunnel();
    const waiting = bench.start('wait-for node tun0 open');
    waiting.interrupt();
    expect(await waiting.ended).toMatchObject({status: 130, stdout: '', stderr: ''});
  });

  test.each([
    ['wait-for', 'say what to wait for: '],
    ['wait-for link tun0', 'up or down is missing: wait-for link eth0 up|down\n'],
    ['wait-for link tun0 up --timeout soon', '"soon" is no time to wait: '],
  ])('%s is wrong usage', async (line, message) => {
    const {status, stderr} = await (await benchWithTunnel()).run(line);
    expect(status).toBe(2);
    expect(stderr).toContain(`tunlab: ${message}`);
  });
});
