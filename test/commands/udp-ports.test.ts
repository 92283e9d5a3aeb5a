/** `udp bind`, `udp list`, `udp close` and groups, from the words to what is printed. */
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {CommandBench, SILENCE} from './command-context.ts';

/** A lab whose host has eth0, 10.0.0.1/24, on a wire. */
async function bench(): Promise<CommandBench> {
  const made = new CommandBench();
  await made.output('wire add lan local:eth0');
  await made.output('ifconfig eth0 10.0.0.1/24 up');
  return made;
}

describe('a port', () => {
  test('is bound, listed with what came to it, and closed', async () => {
    const made = await bench();
    expect(await made.output('udp list')).toBe('no UDP ports\n');
    expect(await made.output('udp bind 5000 --join 239.1.2.3 --join 239.1.2.4 --interface eth0')).toBe('udp/5000\n');
    await made.output('udp bind 7 --address 10.0.0.1');
    for (const destination of ['10.0.0.1', '10.0.0.255', '239.1.2.4 --interface eth0', '239.1.2.3 --source 10.0.0.1']) {
      expect(await made.run(`udp send 5000 ${destination}`.replace(/(\d+) (\S+)/, '$2 $1 hi'))).toEqual(SILENCE);
    }
    expect((await made.output('udp list')).split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
      'PORT ADDRESS OPENED WAITING RECEIVED SENT DROPPED REFUSED ERRORS GROUPS NODE'.split(' '),
      ['5000', '0.0.0.0', 'no', '4', '4', '0', '0', '0', '0', '239.1.2.3%eth0 239.1.2.4%eth0', '-'],
      ['7', '10.0.0.1', 'no', '0', '0', '0', '0', '0', '0', '-', '-'],
      [''],
    ]);
    expect(await made.json('udp list')).toMatchObject([{port: 5000, waiting: 4, last_error: null}, {port: 7}]);
    expect(await made.run('udp close 5000')).toEqual(SILENCE);
    expect(await made.json('udp list')).toMatchObject([{port: 7}]);
  });

  test('that nobody names is a free one', async () => {
    expect(await (await bench()).output('udp bind')).toMatch(/^udp\/\d{5}\n$/);
  });

  test.each([
    ['udp bind 0', 2, '"0" is not a port'],
    ['udp bind 5000 --interface eth0', 2, '--interface is where to join a group'],
    ['udp bind 5000 --join 239.1.2', 2, '"239.1.2" is not a whole address'],
    ['udp bind 5000 --address ff02::1', 1, 'ff02::1 is not an address of this host'],
    ['udp bind 5000 --join 10.0.0.1', 1, '10.0.0.1 is no group: groups are 224.0.0.0 to 239.255.255.255'],
    ['udp bind 5000 --join 239.1.2.3 --interface eth9', 1, 'there is no interface eth9'],
    ['udp bind 7', 1, 'UDP port 7 has a node already; close it: tunlab udp close 7'],
    ['udp close 9', 1, 'no node has UDP port 9 of local; see: tunlab udp list'],
    ['udp close', 2, 'PORT (the port) is missing'],
    ['udp send 239.1.2.3 7 x --source 10.0.0.9', 1, '10.0.0.9 is not an address of local'],
    ['udp send 239.1.2.3 7 x', 1, 'no route leads there'],
  ])('%s fails', async (line, status, message) => {
    const made = await bench();
    await made.output('udp bind 7');
    const outcome = await made.run(line);
    expect({status: outcome.status, stdout: outcome.stdout}).toEqual({status, stdout: ''});
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).toMatch(/^[^\n]+\n$/);
    expect(await made.json('udp list')).toHaveLength(1);
  });
});

test('listen --join hears the group', async () => {
  const made = await bench();
  const running = made.start('udp listen 5000 --join 239.1.2.3 --interface eth0 --count 1');
  while (!running.output.stdout.includes('\n')) await turn();
  await made.output('udp send 239.1.2.3 5000 hi --interface eth0 --source-port 4000');
  expect(await running.ended).toEqual({
    ...SILENCE,
    stdout: 'listening on 0.0.0.0:5000\n2 octets from 10.0.0.1:4000: hi\n',
  });
});
