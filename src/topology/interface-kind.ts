import type {TopologyInterface} from '../api/schema/topology.ts';
import {isBridgeName, modeOfName} from '../names.ts';
import {type Path, fault} from './form.ts';

export type Kind = NonNullable<TopologyInterface['kind']>;

/** What an interface is: as is written, as its name says, as it is wired, or as it is now. */
export function kindOf(
  name: string,
  {
    now,
    wanted = {},
    wired,
  }: {now: TopologyInterface | undefined; wanted: TopologyInterface | undefined; wired: boolean},
  at: Path,
): Kind {
  const byName = kindOfName(name);
  const kind = wanted.kind ?? byName ?? (wired ? 'nic' : (now?.kind ?? (wanted.ports ? 'bridge' : undefined)));
  if (kind === undefined) throw fault(`say what ${name} is, with kind: tun, tap, nic or bridge`, at);
  if ((byName !== undefined && kind !== byName) || (kind === 'loopback' && name !== 'lo0')) {
    throw fault(`${name} is no name for a ${kind}`, [...at, 'kind']);
  }
  if (wired && kind !== 'nic') throw fault(`${name} is a ${kind}, and only a NIC can be plugged into a wire`, at);
  if (kind !== 'bridge' && (wanted.ports ?? wanted.ageing) !== undefined) throw fault(`${name} is no bridge`, at);
  if (kind !== 'tun' && kind !== 'tap' && wanted.device) throw fault(`${name} is neither a tun nor a tap device`, at);
  if ((kind === 'tun' || kind === 'tap') && wanted.txqlen !== undefined) {
    throw fault(`${name} has queues: say device: {application_packets: …}`, [...at, 'txqlen']);
  }
  return kind;
}

function kindOfName(name: string): Kind | undefined {
  if (name === 'lo0') return 'loopback';
  if (isBridgeName(name)) return 'bridge';
  return /^eth\d+$/.test(name) ? 'nic' : modeOfName(name);
}
