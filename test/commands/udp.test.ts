/** `udp listen`, `udp echo` and `udp send`, from the words to what is printed. */
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {CommandBench, type Running, SILENCE} from './command-context.ts';

/** A lab with a port that a started command has. */
async function bench(line?: string): Promise<{made: CommandBench; running: Running}> {
  const made = new CommandBench();
  const running = made.start(line ?? 'udp listen 5000');
  while (!running.output.stdout.includes('\n')) await turn();
  return {made, running};
}

describe('listen', () => {
  test('says where, and prints a line for each datagram', async () => {
    const {made, running} = await bench('udp listen 5000 --count 2');
    expect(
      await made.run(['udp', 'send', 'localhost', '5000', 'hëllo\n\u001b[31m\\', '--source-port', '4000']),
    ).toEqual(SILENCE);
    expect(await made.run('udp send localhost 5000 --hex 00ff --source-port 4000')).toEqual(SILENCE);
    expect(await running.ended).toEqual({
      ...SILENCE,
      stdout:
        'listening on 0.0.0.0:5000\n' +
        '13 octets from 127.0.0.1:4000: hëllo\\n\\u{1b}[31m\\\\\n' +
        '2 octets from 127.0.0.1:4000: \\u{0}\ufffd\n',
    });
  });

  test.each([
    ['hex', '68690a\n'],
    ['raw', 'hi\n'],
  ])('--format %s prints the data alone', async (format, printed) => {
    const made = new CommandBench();
    const running = made.start(`udp listen 5000 --count 1 --format ${format}`);
    await turn();
    expect(await made.run('udp send 127.0.0.1 5000', {input: 'hi\n'})).toEqual(SILENCE);
    expect(await running.ended).toEqual({...SILENCE, stdout: printed});
  });

  test.each(['--json', '--format json'])('%s prints a line of JSON for each event', async (option) => {
    const {made, running} = await bench(`udp listen 5000 --address 127.0.0.1 --count 1 ${option}`);
    await made.output('udp send localhost 5000 hi');
    const {stdout} = await running.ended;
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([
      {event: 'bound', address: '127.0.0.1', port: 5000},
      {event: 'datagram', from: '127.0.0.1', octets: 2, hex: '6869'},
    ]);
  });

  test('fails when nothing comes in time', async () => {
    expect(await new CommandBench().run('udp listen 5000 --timeout 1.5 --format hex')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunlab: udp: no datagram came to port 5000 within 1.5 s\n',
    });
  });

  test('an interrupt ends it', async () => {
    const {running} = await bench();
    running.interrupt();
    expect(await running.ended).toMatchObject({status: 0, stderr: ''});
  });

  test('a port that is taken is refused', async () => {
    const {made} = await bench();
    const {status, stderr} = await made.run('udp listen 5000');
    expect({status, stderr}).toEqual({
      status: 1,
      stderr: 'tunlab: UDP port 5000 is in use; leave the port out to get a free one\n',
    });
  });
});

describe('send', () => {
  test('--wait prints the answer', async () => {
    const {made, running} = await bench('udp echo 7 --count 2');
    expect(await made.output('udp send localhost 7 hello --wait 1')).toBe('5 octets from 127.0.0.1:7: hello\n');
    expect(await made.json('udp send localhost 7 hello --wait 1 --source-port 4000 --ttl 9')).toMatchObject({
      event: 'sent',
      source_port: 4000,
      answer: {event: 'datagram', ttl: 254, hex: '68656c6c6f'},
    });
    expect(await running.ended).toMatchObject({status: 0, stdout: expect.stringContaining('127.0.0.1:4000') as string});
  });

  test('--wait to a port that nobody has fails', async () => {
    const made = new CommandBench();
    const stderr = 'tunlab: udp: 127.0.0.1:9: Connection refused (Destination Port Unreachable, says 127.0.0.1)\n';
    expect(await made.run('udp send localhost 9 x --wait 1')).toEqual({status: 1, stdout: '', stderr});
    const {stdout, status} = await made.run('udp send localhost 9 x --wait 1 --json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'ECONNREFUSED', icmp_type: 3, icmp_code: 3}});
  });

  test('--wait without an answer fails', async () => {
    const made = new CommandBench();
    await made.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
    expect(await made.run('udp send 10.10.10.8 9 x --wait 2')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunlab: udp: 10.10.10.8:9: no answer within 2 s\n',
    });
  });

  test.each([
    ['udp send localhost 0 x', /"0" is not a port: a number from 1 to 65535/],
    ['udp send localhost 65536 x', /is not a port/],
    ['udp send localhost 7 x --hex 00', /given twice/],
    ['udp send localhost 7 --hex 0', /--hex is an odd number of hex digits/],
    ['udp send localhost', /PORT \(the port there\) is missing/],
    ['udp listen x', /"x" is not a port/],
    ['udp listen 5 --format dump', /--format/],
    ['udp echo', /PORT/],
  ])('%s is wrong usage', async (line, told) => {
    const {status, stdout, stderr} = await new CommandBench().run(line);
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr).toMatch(told);
  });
});
