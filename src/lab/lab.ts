/**
 * A lab: hosts, a clock and a seed. It does no input or output: everything it does follows from what it is told, from
 * its clock and from its seed.
 */
import {NetworkError} from '../errors.ts';
import {Random} from '../random.ts';
import {HAIKU} from '../stack/behaviour.ts';
import {Host} from '../stack/host.ts';
import type {Clock} from '../time/clock.ts';
import {type DeviceNodes, NO_NODES} from './device-nodes.ts';
import {LabHost} from './lab-host.ts';
import {isPacketKey, restoreHosts, waitingPackets} from './snapshot.ts';

export interface LabOptions {
  readonly clock: Clock;
  /** Decides every identifier that a host makes up. */
  readonly seed: number;
  readonly nodes?: DeviceNodes;
  /** What an earlier lab wrote into its journal; the lab becomes that one. */
  readonly entries?: Iterable<readonly [string, unknown]>;
}

export const FIRST_HOST = 'local';

export class Lab {
  readonly clock: Clock;
  readonly nodes: DeviceNodes;
  /** Called after each change of the configuration, asked for or not. */
  onChange: (() => void) | undefined;
  readonly #random: Random;
  readonly #hosts = new Map<string, LabHost>();
  #changes = new Map<string, unknown>();

  constructor({clock, seed, nodes = NO_NODES, entries = []}: LabOptions) {
    this.clock = clock;
    this.nodes = nodes;
    this.#random = new Random(seed);
    const kept = [...entries];
    restoreHosts(kept, (name) => this.#addHost(name));
    // Packets are in their queues again: kept any longer, they would come twice.
    for (const [key] of kept) if (isPacketKey(key)) this.#changes.set(key, undefined);
    if (!this.#hosts.has(FIRST_HOST)) this.#addHost(FIRST_HOST).startLoopback();
  }

  /** @throws {NetworkError} ENOENT */
  host(name: string): LabHost {
    const host = this.#hosts.get(name);
    if (!host) {
      throw new NetworkError('ENOENT', `there is no host ${name}; there is: ${[...this.#hosts.keys()].join(', ')}`);
    }
    return host;
  }

  hosts(): IterableIterator<LabHost> {
    return this.#hosts.values();
  }

  /** What has changed since the last call: a record by key, `undefined` for what is gone. */
  takeChanges(): ReadonlyMap<string, unknown> {
    const changes = this.#changes;
    this.#changes = new Map();
    return changes;
  }

  /** The packets that wait in queues, in the form of changes: what a lab that stops in order adds to its journal. */
  waitingPackets(): ReadonlyMap<string, unknown> {
    return waitingPackets(this.#hosts.values());
  }

  #addHost(name: string): LabHost {
    const host = new Host({
      name,
      clock: this.clock,
      random: this.#random,
      behaviour: HAIKU,
      journal: (key, record) => {
        this.#changes.set(key, record);
        this.onChange?.();
      },
    });
    const labHost = new LabHost(host, this.nodes);
    this.#hosts.set(name, labHost);
    return labHost;
  }
}
