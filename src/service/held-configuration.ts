/** A configuration that is there as long as somebody holds it: made step by step, and undone in the opposite order. */
import type {LabApi} from '../api/lab-api.ts';
import type {HoldConfiguration} from '../api/schema/held.ts';
import type {InterfaceState} from '../api/schema/interface.ts';
import {NetworkError} from '../errors.ts';
import {canonicalName} from '../names.ts';
import {Bell} from './bell.ts';
import {addressOf} from './parse.ts';
import type {ServiceContext} from './service-context.ts';

type Methods = Pick<
  LabApi,
  | 'listInterfaces'
  | 'createDevice'
  | 'changeDevice'
  | 'configureInterface'
  | 'removeInterface'
  | 'addRoute'
  | 'deleteRoute'
>;

/**
 * Tells of the interface once it is as was asked for, and then waits for the signal.
 *
 * @throws {NetworkError} as each of the steps does; what was done before is undone
 */
export async function* holdConfiguration(
  methods: Methods,
  {lab, waiting, happenings}: ServiceContext,
  {host, ifname: spelling, mode, mtu, address, addresses = [], routes = [], nameservers}: HoldConfiguration,
  signal?: AbortSignal,
): AsyncGenerator<InterfaceState> {
  const ifname = canonicalName(spelling);
  const labHost = lab.host(host);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const before = (await methods.listInterfaces({host})).find((state) => state.ifname === ifname);
    if (before) await methods.changeDevice({host, ifname, node: true});
    else {
      await methods.createDevice({host, ifname, node: true, ...(mode && {mode})});
      undo.push(() => methods.removeInterface({host, ifname}));
    }
    const present = new Set(before?.addr_info.map(({local}) => local));
    const added = addresses.filter(({local}) => !present.has(local));
    undo.push(() =>
      methods.configureInterface({
        host,
        ifname,
        remove: added.map(({local}) => local),
        ...(before && {mtu: before.mtu, up: before.flags.includes('UP')}),
        ...(before?.address !== undefined && address !== undefined && {address: before.address}),
      }),
    );
    const change = {add: added, up: true, ...(mtu !== undefined && {mtu}), ...(address !== undefined && {address})};
    const state = await methods.configureInterface({host, ifname, ...change});
    for (const route of routes) {
      const request = {host, dev: ifname, ...route};
      try {
        await methods.addRoute(request);
        undo.push(() => methods.deleteRoute(request));
      } catch (reason) {
        if (NetworkError.from(reason).code !== 'EEXIST') throw reason;
      }
    }
    if (nameservers) {
      const asked = labHost.nameservers;
      labHost.nameservers = nameservers.map(addressOf);
      undo.push(() => Promise.resolve((labHost.nameservers = asked)));
    }
    yield state;
    await ended(signal, waiting);
  } finally {
    // What somebody else has taken away meanwhile need not be taken away again.
    for (const step of undo.reverse()) await step().catch(() => undefined);
    happenings.ring();
  }
}

async function ended(signal: AbortSignal | undefined, waiting: ServiceContext['waiting']): Promise<void> {
  const bell = new Bell();
  signal?.addEventListener('abort', bell.ring);
  while (!signal?.aborted) await waiting.for(bell.next());
}
