import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseWireSettings, readWireEnd} from '../../../src/cli/grammar/wire.ts';
import {anyWords, expectRefusal, expectRequestOrRefusal, words} from './refusals.ts';

describe('an end of a wire', () => {
  test.each([
    ['client:eth0', {host: 'client', ifname: 'eth0'}],
    ['my-host.example_1:eth12', {host: 'my-host.example_1', ifname: 'eth12'}],
    ['client:/dev/net/ipro1000/0', {host: 'client', ifname: '/dev/net/ipro1000/0'}],
    ['client:em0', {host: 'client', ifname: 'em0'}],
  ])('%s', (word, end) => {
    expect(readWireEnd(word)).toEqual(end);
  });

  test.each(['client', 'client:', ':eth0', ':', '', 'a:b:eth0', 'a::eth0'])('%j is refused', (word) => {
    const message = `${JSON.stringify(word)} is no end of a wire: write HOST:NIC, such as client:eth0`;
    expect(() => readWireEnd(word)).toThrow(expect.objectContaining({code: 'EUSAGE', message}) as Error);
  });
});

describe('settings of a wire', () => {
  test.each<[string, object]>([
    ['', {}],
    ['delay 5ms', {delay: 5}],
    ['delay 1s', {delay: 1000}],
    ['delay 250us', {delay: 0.25}],
    ['delay 9us', {delay: 0.009}],
    ['delay 0ms', {delay: 0}],
    ['delay .5ms jitter 1.5ms', {delay: 0.5, jitter: 1.5}],
    ['loss 1%', {loss: 1}],
    ['loss 0.1% duplicate 2% reorder 3% corrupt 4%', {loss: 0.1, duplicate: 2, reorder: 3, corrupt: 4}],
    ['rate 10Mbit', {rate: 1e7}],
    ['rate 10mbit', {rate: 1e7}],
    ['rate 9600bit', {rate: 9600}],
    ['rate 1.005Mbit', {rate: 1_005_000}],
    ['rate 56kbit', {rate: 56_000}],
    ['rate 1Gbit', {rate: 1e9}],
    ['rate unlimited', {rate: null}],
    ['queue 100', {queue_packets: 100}],
    ['queue 100packets', {queue_packets: 100}],
    ['queue 0 rate 1Mbit', {queue_packets: 0, rate: 1e6}],
    ['queue 100 queue 64000octets', {queue_packets: 100, queue_octets: 64_000}],
    ['queue -octets', {queue_octets: null}],
    ['seed 42', {seed: 42}],
    ['loss 1% loss 2%', {loss: 2}],
  ])('%s', (line, settings) => {
    expect(parseWireSettings(words(line))).toEqual(settings);
  });

  test.each([
    ['delay', '"delay" needs a value behind it'],
    ['delay 5', '"5" is no delay: a number with its unit, such as 5ms'],
    ['delay 5m', '"5m" is no delay'],
    ['delay -5ms', '"-5ms" is no delay'],
    ['delay 5%', '"5%" is no delay'],
    ['delay ms', '"ms" is no delay'],
    ['delay 5 ms', '"5" is no delay'],
    ['delay 1e3ms', '"1e3ms" is no delay'],
    ['jitter 1..2ms', '"1..2ms" is no jitter'],
    ['loss 5', '"5" is no loss: a number with its unit, such as 1%'],
    ['corrupt one%', '"one%" is no corrupt'],
    ['rate 10', '"10" is no rate: a number with its unit, such as 10Mbit'],
    ['rate 10Mbyte', '"10Mbyte" is no rate'],
    ['rate fast', '"fast" is no rate'],
    ['rate 5constructor', '"5constructor" is no rate'],
    ['delay unlimited', '"unlimited" is no delay'],
    ['seed 0x10', '"0x10" is no seed: a number with its unit, such as 42'],
    ['queue', '"queue" needs a value behind it'],
    ['queue -1', '"-1" is not a value of "queue"'],
    ['queue 5ms', '"5ms" is not a value of "queue": a limit such as 500packets or 48448octets'],
    ['speed 10Mbit', '"speed" is no setting of a wire: delay jitter loss duplicate reorder corrupt rate queue seed'],
    ['constructor 5', '"constructor" is no setting of a wire'],
  ])('%s is refused', (line, text) => {
    expectRefusal(parseWireSettings, line, text);
  });

  test('any words are settings or a documented refusal', () => {
    const known = words(
      'delay jitter loss duplicate reorder corrupt rate queue seed 5ms 64000octets 1s 3us 1% 10Mbit unlimited 42',
    );
    fc.assert(
      fc.property(anyWords(known), (given) => expectRequestOrRefusal(parseWireSettings, given)),
      {numRuns: 2000},
    );
  });
});
