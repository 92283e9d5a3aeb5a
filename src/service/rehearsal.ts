/** A lab of the same configuration, in which nothing that is tried touches anything else. */
import {makeChange} from '../api/changes.ts';
import type {LabApi} from '../api/lab-api.ts';
import type {Topology} from '../api/schema/topology.ts';
import {NetworkError} from '../errors.ts';
import type {DeviceNodes} from '../lab/device-nodes.ts';
import {Lab} from '../lab/lab.ts';
import {VirtualClock} from '../time/virtual-clock.ts';
import {planChanges} from '../topology/plan.ts';
import {localLab} from './local-lab.ts';
import {topologyOf} from './topology.ts';

/** Whoever opens a node in the lab is there in its copy as well. */
const READER = {ready: () => false, take: () => undefined};

/** @param now milliseconds since 1970; time stands still */
export async function rehearsedLab(topology: Topology, now: number, nodes?: DeviceNodes): Promise<LabApi & {lab: Lab}> {
  const lab = new Lab({clock: new VirtualClock(now), seed: 1, ...(nodes && {nodes})});
  const hello = () => {
    throw new NetworkError('EOPNOTSUPP', 'this is not a lab of its own');
  };
  const api = localLab({lab, hello});
  for (const {change} of planChanges(topologyOf(lab), topology, {prune: true}).changes) await makeChange(api, change);
  return {...api, lab};
}

/** A copy of a lab, with what applications have open and what waits for them. */
export async function rehearsalOf(lab: Lab): Promise<LabApi> {
  const nodes: DeviceNodes = {
    check: (host, path) => lab.nodes.check(host, path),
    locate: () => null,
    appeared: () => undefined,
    gone: () => undefined,
    moved: () => undefined,
  };
  const {lab: copy, ...api} = await rehearsedLab(topologyOf(lab), lab.clock.now(), nodes);
  for (const {host, devices} of lab.hosts()) {
    for (const {name, opened, queues} of devices.values()) {
      const device = copy.host(host.name).device(name);
      const {application} = queues;
      for (const {frame, note} of application.contents()) device.queues.application.restore(frame, note);
      if (opened) device.open(READER);
    }
  }
  return api;
}
