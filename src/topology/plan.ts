/** From the lab as it is to the lab as a topology says: what has to be done, and in which order. */
import type {Topology, TopologyHost, TopologyInterface} from '../api/schema/topology.ts';
import {fault, nameForm} from './form.ts';
import {HostPlan} from './host-plan.ts';
import {type Plan, Planning} from './planning.ts';
import {WirePlans} from './wire-plan.ts';

export type {Difference, Plan} from './planning.ts';

const FIRST_HOST = 'local';

/**
 * What is not written in `wanted` stays as it is. Hosts, interfaces and wires that are not named stay as well, unless
 * `prune`: then they go, and a list that is not written is empty. A list that is written is all of it.
 *
 * @param now everything that is configured
 * @throws {NetworkError} EUSAGE, with the place in `wanted` as `at` of its detail
 */
export function planChanges(now: Topology, wanted: Topology, {prune}: {readonly prune: boolean}): Plan {
  const planning = new Planning(prune);
  const hosts = plannedHosts(now, wanted, planning);
  const wires = new WirePlans(planning, hosts, now.wires ?? {}, wanted.wires ?? {});
  for (const name of Object.keys(now.hosts ?? {})) {
    if (hosts.has(name)) continue;
    planning.do('removeHost', {host: name}, []);
    planning.say('-', `host ${name}`);
  }
  wires.remove();
  for (const host of hosts.values()) host.findInterfaces(wires);
  for (const host of hosts.values()) host.takeAway();
  for (const host of hosts.values()) host.add();
  for (const host of hosts.values()) host.addInterfaces();
  wires.configure();
  for (const host of hosts.values()) host.configureInterfaces();
  for (const host of hosts.values()) host.addRest();
  return planning;
}

function plannedHosts(now: Topology, wanted: Topology, planning: Planning): Map<string, HostPlan> {
  const given = new Map(Object.entries(wanted.hosts ?? {}));
  const there = Object.entries(now.hosts ?? {}).filter(
    ([name]) => given.has(name) || !planning.prune || name === FIRST_HOST,
  );
  const settings = Object.keys(now.hosts?.[FIRST_HOST]?.settings ?? {});
  const names = new Set([...there.map(([name]) => name), ...given.keys()]);
  return new Map(
    [...names].sort().map((name) => {
      const host = canonicalHost(given.get(name) ?? {}, name, settings);
      return [name, new HostPlan(planning, name, now.hosts?.[name], host, now.hosts?.[FIRST_HOST]?.personality)];
    }),
  );
}

/** With the canonical names of its interfaces. */
function canonicalHost(host: TopologyHost, name: string, settings: readonly string[]): TopologyHost {
  const at = ['hosts', name];
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) throw fault(`${JSON.stringify(name)} is not a name for a host`, at);
  const unknown = Object.keys(host.settings ?? {}).find((setting) => !settings.includes(setting));
  if (unknown !== undefined) {
    const message = `there is no setting ${unknown}; there are: ${settings.join(', ')}`;
    throw fault(message, [...at, 'settings', unknown]);
  }
  if (!host.interfaces) return host;
  const interfaces = new Map<string, TopologyInterface>();
  for (const [spelling, settled] of Object.entries(host.interfaces)) {
    const canonical = nameForm(spelling, [...at, 'interfaces', spelling]);
    if (interfaces.has(canonical)) throw fault(`${canonical} is there twice`, [...at, 'interfaces', spelling]);
    interfaces.set(canonical, settled);
  }
  return {...host, interfaces: Object.fromEntries(interfaces)};
}
