/** A configuration that is there as long as somebody holds it: made step by step, and undone in the opposite order. */
import type {LabApi} from '../api/lab-api.ts';
import type {HeldConfiguration, HoldConfiguration} from '../api/schema/held.ts';
import type {BindUdp, UdpState} from '../api/schema/udp.ts';
import {NetworkError} from '../errors.ts';
import {canonicalName} from '../names.ts';
import {Bell} from './bell.ts';
import {addressOf} from './parse.ts';
import type {ServiceContext} from './service-context.ts';
import type {UndoBook, UndoMethods, UndoPage} from './undo-book.ts';

type Methods = UndoMethods & Pick<LabApi, 'listInterfaces' | 'createDevice' | 'changeDevice' | 'addRoute' | 'bindUdp'>;

/**
 * Tells of the interface once it is as was asked for, and then waits for the signal.
 *
 * @throws {NetworkError} as each of the steps does; what was done before is undone
 */
export async function* holdConfiguration(
  methods: Methods,
  book: UndoBook,
  {lab, waiting, happenings}: ServiceContext,
  {host, ifname: spelling, mode, mtu, address, addresses = [], routes = [], nameservers, udp}: HoldConfiguration,
  signal?: AbortSignal,
): AsyncGenerator<HeldConfiguration> {
  const ifname = canonicalName(spelling);
  const labHost = lab.host(host);
  const asked = labHost.nameservers;
  const page = book.newPage();
  try {
    const before = (await methods.listInterfaces({host})).find((state) => state.ifname === ifname);
    if (before) await methods.changeDevice({host, ifname, node: true});
    else {
      await page.before({method: 'removeInterface', request: {host, ifname}}, () =>
        methods.createDevice({host, ifname, node: true, ...(mode && {mode})}),
      );
    }
    const present = new Set(before?.addr_info.map(({local}) => local));
    const added = addresses.filter(({local}) => !present.has(local));
    const asBefore = {
      host,
      ifname,
      remove: added.map(({local}) => local),
      ...(before && {mtu: before.mtu, up: before.flags.includes('UP'), inet6: {enabled: before.inet6.enabled}}),
      ...(before?.address !== undefined && address !== undefined && {address: before.address}),
    };
    const change = {add: added, up: true, ...(mtu !== undefined && {mtu}), ...(address !== undefined && {address})};
    const state = await page.before({method: 'configureInterface', request: asBefore}, () =>
      methods.configureInterface({host, ifname, ...change}),
    );
    for (const route of routes) {
      const request = {host, dev: ifname, ...route};
      await page.before({method: 'deleteRoute', request}, () => methods.addRoute(request)).catch(unlessThere);
    }
    const port = udp && (await boundPort(methods, page, {host, ...udp}));
    if (nameservers) labHost.nameservers = nameservers.map(addressOf);
    yield {...state, ...(port && {udp: port})};
    await ended(signal, waiting);
  } finally {
    if (nameservers) labHost.nameservers = asked;
    await page.undo();
    happenings.ring();
  }
}

function unlessThere(reason: unknown): void {
  if (NetworkError.from(reason).code !== 'EEXIST') throw reason;
}

/** Which port it is, is known only then; nobody can be killed in between. */
async function boundPort(methods: Methods, page: UndoPage, request: BindUdp): Promise<UdpState> {
  const state = await methods.bindUdp(request);
  const {port} = state;
  const {host} = request;
  await page.before({method: 'closeUdp', request: {host, port}}, () => Promise.resolve());
  return state;
}

async function ended(signal: AbortSignal | undefined, waiting: ServiceContext['waiting']): Promise<void> {
  const bell = new Bell();
  signal?.addEventListener('abort', bell.ring);
  while (!signal?.aborted) await waiting.for(bell.next());
}
