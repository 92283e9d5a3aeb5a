/** Uplinks, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import type {AddUplink, UplinkState} from '../api/schema/uplink.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {Uplink} from '../link/uplink.ts';
import {UPLINK_NETWORK} from '../link/uplink-settings.ts';
import {canonicalName} from '../names.ts';
import {formatPrefix, parsePrefix} from '../packet/address.ts';
import {configureInterface} from '../stack/configure.ts';
import {Bell} from './bell.ts';
import {checkThere} from './destination.ts';
import {requestLease} from './dhcp-methods.ts';
import {dhcpLease} from './present-dhcp.ts';
import type {ServiceContext} from './service-context.ts';

type UplinkMethods = Pick<LabApi, 'addUplink' | 'listUplinks' | 'removeUplink' | 'showUplink'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function uplinkMethods(context: ServiceContext): UplinkMethods {
  const {lab, kept, waiting} = context;
  const stateOf = (labHost: LabHost, name: string, uplink: Uplink): UplinkState =>
    uplinkState(labHost, name, uplink, lab.clock.now());
  return {
    addUplink: (request, signal) => waiting.stream(addUplink(context, request, signal)),

    async listUplinks() {
      return [...lab.hosts()].flatMap((labHost) =>
        [...labHost.nics].flatMap(([name, {plugged}]) =>
          plugged instanceof Uplink ? [stateOf(labHost, name, plugged)] : [],
        ),
      );
    },

    async showUplink({host, ifname}) {
      const [labHost, name] = [lab.host(host), canonicalName(ifname)];
      return stateOf(labHost, name, lab.uplinks.named(labHost, name));
    },

    async removeUplink({host, ifname}) {
      const [labHost, name] = [lab.host(host), canonicalName(ifname)];
      lab.uplinks.named(labHost, name);
      labHost.remove(name);
      return kept({});
    },
  };
}

/** One item, when the host has its way out; where it does not get one, nothing of it is left. */
async function* addUplink(
  context: ServiceContext,
  {host, ifname, via = 'auto', restrict = false, network, dhcp = true, timeout = 30}: AddUplink,
  signal?: AbortSignal,
): AsyncGenerator<UplinkState> {
  const {lab, keep} = context;
  const labHost = lab.host(host);
  const name = canonicalName(ifname);
  const prefix = network === undefined ? UPLINK_NETWORK : parsePrefix(network);
  if (!prefix) throw new NetworkError('EUSAGE', `${network ?? ''} is no IPv4 network, such as 10.0.2.0/24`);
  const uplink = lab.uplinks.add(labHost, name, {via, restrict, network: prefix});
  let settled = false;
  try {
    keep();
    await started(context, labHost, uplink, signal);
    if (!signal?.aborted) {
      configureInterface(labHost.host, labHost.host.interfaces.named(name), {up: true});
      const lease = requestLease(context, {host, ifname, timeout}, signal);
      while (dhcp && !(await lease.next()).done);
    }
    settled = !signal?.aborted;
    if (settled) yield uplinkState(labHost, name, uplink, lab.clock.now());
  } finally {
    if (!settled && labHost.nics.get(name)?.plugged === uplink) labHost.remove(name);
    keep();
  }
}

/** @throws {NetworkError} EIO: the program has failed. ECANCELED, ENOENT: the uplink, or its host, was removed */
async function started(
  {lab, waiting}: ServiceContext,
  labHost: LabHost,
  uplink: Uplink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bell = new Bell();
  lab.uplinks.watchers.add(bell.ring);
  signal?.addEventListener('abort', bell.ring);
  try {
    while (uplink.state === 'starting' && uplink.station && !signal?.aborted) await waiting.for(bell.next());
    checkThere(labHost);
    if (!uplink.station) throw new NetworkError('ECANCELED', 'the uplink was removed while it was started');
    if (uplink.state === 'failed') throw new NetworkError('EIO', `the uplink can not be had: ${uplink.reason ?? ''}`);
  } finally {
    lab.uplinks.watchers.delete(bell.ring);
    signal?.removeEventListener('abort', bell.ring);
  }
}

function uplinkState({host, dhcp}: LabHost, ifname: string, uplink: Uplink, now: number): UplinkState {
  const {settings, state, reason, pid, counters, dropped} = uplink;
  const lease = dhcp.get(ifname)?.lease;
  return {
    host: host.name,
    ifname,
    via: settings.via,
    restrict: settings.restrict,
    network: formatPrefix(settings.network),
    state,
    ...(reason !== undefined && {reason}),
    pid: pid ?? null,
    sent: counters.sent,
    received: counters.received,
    dropped: Object.fromEntries(dropped),
    lease: lease ? dhcpLease(lease, now) : null,
  };
}
