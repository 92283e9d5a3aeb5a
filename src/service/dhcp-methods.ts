/** Clients of DHCP, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import type {DhcpState, RequestLease} from '../api/schema/dhcp.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {canonicalName} from '../names.ts';
import {Bell} from './bell.ts';
import {checkThere} from './destination.ts';
import {dhcpState} from './present-dhcp.ts';
import type {ServiceContext} from './service-context.ts';

type DhcpMethods = Pick<LabApi, 'listDhcp' | 'releaseLease' | 'requestLease'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function dhcpMethods(context: ServiceContext): DhcpMethods {
  const {lab, kept, waiting} = context;
  return {
    async listDhcp({host}) {
      return [...lab.host(host).dhcp].map((client) => dhcpState(client, lab.clock.now()));
    },

    async releaseLease({host, ifname}) {
      lab.host(host).dhcp.stop(canonicalName(ifname));
      return kept({});
    },

    requestLease: (request, signal) => waiting.stream(requestLease(context, request, signal)),
  };
}

/** Tells of each change until there is a lease. A client that this has started is stopped where it ends otherwise. */
export async function* requestLease(
  context: ServiceContext,
  {host, ifname: spelling, timeout}: RequestLease,
  signal?: AbortSignal,
): AsyncGenerator<DhcpState> {
  const {lab, keep, waiting} = context;
  const labHost = lab.host(host);
  const ifname = canonicalName(spelling);
  const known = labHost.dhcp.get(ifname);
  const bell = new Bell();
  const stopListening = listen(labHost, bell, signal);
  const client = labHost.dhcp.start(ifname);
  const patience = {over: timeout === 0};
  const end = (): void => {
    patience.over = true;
    bell.ring();
  };
  const timer = timeout === undefined || timeout === 0 ? undefined : lab.clock.after(timeout * 1000, end);
  try {
    keep();
    yield dhcpState(client, lab.clock.now());
    for (let told = client.state; !client.lease && !patience.over && !signal?.aborted;) {
      await waiting.for(bell.next());
      checkThere(labHost);
      if (client.state === 'stopped') throw new NetworkError('ECANCELED', `DHCP was stopped on ${ifname}`);
      if (client.state !== told) yield dhcpState(client, lab.clock.now());
      told = client.state;
    }
    if (client.lease || timeout === 0 || signal?.aborted) return;
    const why = client.refusal === undefined ? 'no server answered' : `the server says: ${client.refusal}`;
    throw new NetworkError('ETIMEDOUT', `${ifname} got no address by DHCP within ${timeout ?? 0} s: ${why}`);
  } finally {
    timer?.cancel();
    stopListening();
    if (!known && !client.lease && timeout !== 0) labHost.dhcp.forget(ifname);
    keep();
  }
}

function listen({dhcp, watchers}: LabHost, {ring}: Bell, signal: AbortSignal | undefined): () => void {
  dhcp.watchers.add(ring);
  watchers.add(ring);
  signal?.addEventListener('abort', ring);
  return () => {
    dhcp.watchers.delete(ring);
    watchers.delete(ring);
    signal?.removeEventListener('abort', ring);
  };
}
