import {expect, test} from 'vitest';
import {formatAddress} from '../../src/packet/address.ts';
import {collect, labUnderTest} from './lab-under-test.ts';

const LOCAL = {host: 'local'};
const MANY = 100_000;

async function hostWithManyRoutes() {
  const lab = labUnderTest();
  const destinations = Array.from({length: MANY}, (_, index) => `${formatAddress(0x1400_0000 + index * 256)}/24`);
  for (const dst of destinations) await lab.api.addRoute({...LOCAL, dst, type: 'blackhole'});
  return {...lab, destinations};
}

test('a hundred thousand routes are listed one by one, kept one by one, and flushed at once', async () => {
  const {api, kept, destinations} = await hostWithManyRoutes();
  const listed = (await collect(api.listRoutes(LOCAL))).filter(({type}) => type === 'blackhole');
  expect(listed.map(({dst}) => dst)).toEqual(destinations);
  expect([...kept.keys()].filter((key) => key.includes('/route/')).length).toBe(MANY + 2);
  expect(await api.flushRoutes(LOCAL)).toEqual({deleted: MANY});
  expect((await collect(api.listRoutes(LOCAL))).map(({dst}) => dst)).toEqual(['127.0.0.1', '127.0.0.0/8']);
});

test('a list is that of the moment when its first route was asked for, and ends when nobody wants more', async () => {
  const {api} = labUnderTest();
  const [last, first] = ['10.0.0.0/8', '10.1.0.0/16'];
  for (const dst of [last, first]) await api.addRoute({...LOCAL, dst, type: 'blackhole'});
  const dsts: string[] = [];
  for await (const {dst} of api.listRoutes(LOCAL)) {
    if (dst === first) await api.deleteRoute({...LOCAL, dst: last});
    dsts.push(dst);
  }
  expect(dsts).toEqual(['127.0.0.1', first, '127.0.0.0/8', last]);
  const stop = new AbortController();
  const some: string[] = [];
  for await (const {dst} of api.listRoutes(LOCAL, stop.signal)) {
    some.push(dst);
    stop.abort();
  }
  expect(some).toEqual(['127.0.0.1']);
});
