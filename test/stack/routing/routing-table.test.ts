import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {LoopbackDevice} from '../../../src/link/loopback-device.ts';
import {parsePrefix} from '../../../src/packet/address.ts';
import {Interface} from '../../../src/stack/interface.ts';
import {nextHopOf, type Route, type RouteSpec, type RouteType, sameRoute} from '../../../src/stack/routing/route.ts';
import {PrefixTable} from '../../../src/stack/routing/prefix-table.ts';
import {type RoutePattern, RoutingTable} from '../../../src/stack/routing/routing-table.ts';
import {covers, range} from './prefixes.ts';

const [TUN0, TUN1] = ['tun0', 'tun1'].map((name, index) => new Interface(index + 1, new LoopbackDevice(name)));

function spec(prefix: string, more: Partial<RouteSpec<number>> = {}): RouteSpec<number> {
  const {address, length} = parsePrefix(prefix)!;
  const common = {type: 'unicast', interface: TUN0, metric: 0, protocol: 'static', host: false} as const;
  return {destination: address, prefixLength: length, ...common, ...more};
}

describe('a routing table', () => {
  test('prefers the longest prefix, whatever the metrics', () => {
    const table = new RoutingTable<number>(new PrefixTable(nextHopOf<number>));
    table.add(spec('default'));
    const long = table.add(spec('10.0.0.0/8', {metric: 99}));
    expect(table.routeTo(0x0a00_0001)).toBe(long);
    expect(table.routeTo(0x0b00_0001)?.prefixLength).toBe(0);
  });

  test('then the smallest metric, then the oldest', () => {
    const table = new RoutingTable<number>(new PrefixTable(nextHopOf<number>));
    const far = table.add(spec('default', {metric: 5}))!;
    const old = table.add(spec('default', {metric: 1}))!;
    const young = table.add(spec('default', {metric: 1, interface: TUN1}))!;
    expect([...table]).toEqual([old, young, far]);
    table.delete(old);
    expect(table.routeTo(1)).toBe(young);
    table.delete(young);
    expect(table.routeTo(1)).toBe(far);
    table.delete(far);
    expect(table.routeTo(1)).toBeUndefined();
  });

  test.each<[string, boolean, Partial<RouteSpec<number>>]>([
    ['protocol', true, {protocol: 'kernel'}],
    ['source', true, {source: 7}],
    ['way of typing it', true, {host: true}],
    ['metric', false, {metric: 1}],
    ['type', false, {type: 'local'}],
    ['gateway', false, {gateway: 9}],
    ['interface', false, {interface: TUN1}],
  ])('takes one route a prefix: whether another %s makes the same route: %s', (_what, same, more) => {
    const table = new RoutingTable<number>(new PrefixTable(nextHopOf<number>));
    table.add(spec('10.0.0.0/8'));
    const again = table.add(spec('10.0.0.0/8', more));
    expect(again === undefined).toBe(same);
    expect([table.size, [...table].length]).toEqual(same ? [1, 1] : [2, 2]);
  });

  test.each<[string, Partial<RoutePattern<number>>, number | undefined]>([
    ['nothing', {}, 1],
    ['the type', {type: 'unreachable'}, 3],
    ['the interface', {interface: TUN1!}, 2],
    ['the metric', {metric: 7}, 4],
    ['the gateway', {gateway: 9}, 4],
    ['being for one host', {host: true}, 2],
    ['two of them', {interface: TUN0!, gateway: 9}, 4],
    ['two that never go together', {interface: TUN1!, gateway: 9}, undefined],
    ['another prefix', {prefixLength: 9}, undefined],
  ])('finds the best route that agrees with %s', (_what, pattern, expected) => {
    const table = new RoutingTable<number>(new PrefixTable(nextHopOf<number>));
    table.add(spec('10.0.0.0/8', {metric: 1}));
    table.add(spec('10.0.0.0/8', {metric: 2, interface: TUN1, host: true}));
    table.add(spec('10.0.0.0/8', {metric: 3, type: 'unreachable', interface: undefined}));
    table.add(spec('10.0.0.0/8', {metric: 7, gateway: 9}));
    table.add(spec('11.0.0.0/8'));
    expect(table.find({...parsed('10.0.0.0/8'), ...pattern})?.id).toBe(expected);
  });

  test('lists the most specific first, then by metric, then by age', () => {
    const table = new RoutingTable<number>(new PrefixTable(nextHopOf<number>));
    const ids = ['10.0.0.0/8', '11.0.0.0/16', '9.0.0.0/8', 'default', '10.0.0.0/8'].map(
      (prefix, index) => table.add(spec(prefix, {metric: index === 0 ? 5 : 0, interface: index < 4 ? TUN0 : TUN1}))!.id,
    );
    expect([...table].map(({id}) => id)).toEqual([ids[1], ids[2], ids[4], ids[0], ids[3]]);
  });

  test('lists routes in the same order when they are added again under the numbers they had', () => {
    const table = new RoutingTable<number>(new PrefixTable(nextHopOf<number>));
    const first = table.add(spec('10.0.0.0/8'))!;
    table.add(spec('11.0.0.0/8'));
    table.add(spec('10.0.0.0/8', {interface: TUN1}));
    table.delete(first);
    const again = new RoutingTable<number>(new PrefixTable(nextHopOf<number>));
    for (const route of [...table].sort((a, b) => a.id - b.id)) again.add(route, route.id);
    expect([...again]).toEqual([...table]);
    expect(again.add(spec('12.0.0.0/8'))!.id).toBe(table.add(spec('12.0.0.0/8'))!.id);
  });

  test('deleting a route that went before, or an equal one of another table, changes nothing', () => {
    const [table, other] = [
      new RoutingTable<number>(new PrefixTable(nextHopOf<number>)),
      new RoutingTable<number>(new PrefixTable(nextHopOf<number>)),
    ];
    const route = table.add(spec('10.0.0.0/8'))!;
    table.delete(other.add(spec('10.0.0.0/8'))!);
    expect(table.size).toBe(1);
    table.delete(route);
    table.delete(route);
    expect([table.size, [...table]]).toEqual([0, []]);
  });
});

function parsed(prefix: string): Pick<RouteSpec<number>, 'destination' | 'prefixLength'> {
  const {destination, prefixLength} = spec(prefix);
  return {destination, prefixLength};
}

const routeSpec: fc.Arbitrary<RouteSpec<number>> = fc
  .record({
    prefix: range,
    type: fc.constantFrom<RouteType>('unicast', 'unicast', 'local', 'unreachable', 'blackhole'),
    interface: fc.constantFrom(TUN0, TUN1),
    gateway: fc.option(fc.nat({max: 2}), {nil: undefined}),
    metric: fc.nat({max: 3}),
    host: fc.boolean(),
  })
  .map(({prefix: {address, length}, gateway, ...rest}) => ({
    destination: address,
    prefixLength: length,
    protocol: 'static',
    ...(gateway !== undefined && {gateway}),
    ...rest,
  }));

test('answers as a sorted list of routes would', () => {
  const change = fc.oneof({weight: 3, arbitrary: routeSpec}, {weight: 2, arbitrary: fc.nat()});
  fc.assert(
    fc.property(
      fc.array(change, {maxLength: 150, size: 'max'}),
      fc.array(fc.nat({max: 0xffff_ffff}), {minLength: 1}),
      (changes, addresses) => {
        const table = new RoutingTable<number>(new PrefixTable(nextHopOf<number>));
        let list: Route<number>[] = [];
        for (const [index, next] of changes.entries()) {
          if (typeof next === 'number') {
            const [route] = list.splice(next % (list.length || 1), 1);
            if (route) table.delete(route);
          } else {
            const route = table.add(next);
            expect(route === undefined).toBe(list.some((other) => sameRoute(other, next)));
            if (route) list.push(route);
            expect(table.find(next)).toBe(sorted(list).find((other) => agrees(other, next)));
          }
          list = sorted(list);
          const near = typeof next === 'number' ? addresses[index % addresses.length]! : next.destination;
          const best = list.find((route) => covers(rangeOf(route), near));
          expect(table.routeTo(near)).toBe(best);
          expect(table.lookup(near)).toBe(best?.nextHop);
          expect(best).toMatchObject(table.lookup(near) ?? {});
        }
        expect([...table]).toEqual(list);
        expect(table.size).toBe(list.length);
      },
    ),
    {numRuns: 200},
  );
});

function sorted(routes: readonly Route<number>[]): Route<number>[] {
  return routes.toSorted((a, b) => b.prefixLength - a.prefixLength || a.metric - b.metric || a.id - b.id);
}

function rangeOf({destination, prefixLength}: Route<number>) {
  return {address: destination, length: prefixLength};
}

function agrees(route: Route<number>, pattern: RouteSpec<number>): boolean {
  return (
    covers(rangeOf(route), pattern.destination) &&
    route.prefixLength === pattern.prefixLength &&
    route.type === pattern.type &&
    route.interface === pattern.interface &&
    (pattern.gateway === undefined || route.gateway === pattern.gateway) &&
    route.metric === pattern.metric &&
    route.host === pattern.host
  );
}
