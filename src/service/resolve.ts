/** Names that a host does not know itself: it asks the name servers that it was told of. */
import type {ResolveName, ResolvedName} from '../api/schema/host.ts';
import type {Family} from '../api/schema/scalars.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {type LookupOutcome, NameLookup} from '../lab/name-lookup.ts';
import {isDomainName} from '../packet/dns.ts';
import {formatIp, isIpv6, parseIp} from '../packet/ip-address.ts';
import {Bell} from './bell.ts';
import {checkThere, type Destination, destinationOf, version} from './destination.ts';
import type {ServiceContext} from './service-context.ts';

/**
 * As `destinationOf`, and names that the host does not know by the way.
 *
 * @throws {NetworkError} ENOTFOUND, EINVAL, ENODEV; ECANCELED: the signal came first; ENOENT: the host was removed
 */
export async function resolvedDestination(
  context: ServiceContext,
  labHost: LabHost,
  {destination, family}: {readonly destination: string; readonly family?: Family},
  signal: AbortSignal | undefined,
): Promise<Destination> {
  const {names, nameservers} = labHost;
  const known = parseIp(destination.split('%')[0]!) !== undefined || names.get(destination, version(family));
  if (known || nameservers.length === 0 || !isDomainName(destination)) {
    return destinationOf(labHost, destination, family);
  }
  const outcome = await lookedUp(context, labHost, destination, family, signal);
  if (outcome.kind === 'found') return destinationOf(labHost, formatIp(outcome.address), family);
  const {kind, reason} = outcome;
  throw new NetworkError('ENOTFOUND', `cannot resolve ${destination}: ${reason}`, {kind});
}

export async function* resolveName(
  context: ServiceContext,
  {host, name, family}: ResolveName,
  signal?: AbortSignal,
): AsyncGenerator<ResolvedName> {
  const asked = {destination: name, ...(family && {family})};
  const {address} = await resolvedDestination(context, context.lab.host(host), asked, signal);
  yield {name, family: isIpv6(address) ? 'inet6' : 'inet', address: formatIp(address)};
}

async function lookedUp(
  {lab, waiting}: ServiceContext,
  labHost: LabHost,
  name: string,
  family: Family | undefined,
  signal: AbortSignal | undefined,
): Promise<LookupOutcome> {
  const {host, nameservers: servers, watchers} = labHost;
  const bell = new Bell();
  const result: {outcome?: LookupOutcome} = {};
  const onEnd = (outcome: LookupOutcome): void => {
    result.outcome = outcome;
    bell.ring();
  };
  const {clock} = lab;
  const lookup = new NameLookup({host, clock, random: host.random, servers, name, version: version(family), onEnd});
  watchers.add(bell.ring);
  signal?.addEventListener('abort', bell.ring);
  try {
    while (!result.outcome) {
      if (signal?.aborted) throw new NetworkError('ECANCELED', `nobody waits for the address of ${name} any more`);
      checkThere(labHost);
      await waiting.for(bell.next());
    }
    return result.outcome;
  } finally {
    lookup.stop();
    watchers.delete(bell.ring);
    signal?.removeEventListener('abort', bell.ring);
  }
}
