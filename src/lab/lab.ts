/**
 * A lab: hosts, a clock and a seed. It does no input or output: everything it does follows from what it is told, from
 * its clock and from its seed.
 */
import {NetworkError} from '../errors.ts';
import {BridgeTurns} from '../link/bridge-turns.ts';
import type {UplinkPrograms} from '../link/uplink.ts';
import type {Personality} from '../names.ts';
import {Random} from '../random.ts';
import {BEHAVIOURS} from '../stack/behaviour.ts';
import {Host} from '../stack/host.ts';
import type {Clock} from '../time/clock.ts';
import {type DeviceNodes, NO_NODES} from './device-nodes.ts';
import {LabHost} from './lab-host.ts';
import {Uplinks} from './uplinks.ts';
import {Wires} from './wires.ts';
import {isPacketKey, restoreHosts, waitingPackets} from './snapshot.ts';

export interface LabOptions {
  readonly clock: Clock;
  /** Decides every identifier that a host makes up. */
  readonly seed: number;
  readonly nodes?: DeviceNodes;
  /** What an earlier lab wrote into its journal; the lab becomes that one. */
  readonly entries?: Iterable<readonly [string, unknown]>;
  /** Starts the programs of uplinks; left out, there are none. */
  readonly uplinkPrograms?: UplinkPrograms;
  /** What the first host of a new lab starts with; Haiku's if it is left out. */
  readonly personality?: Personality;
  /** Told of the hosts that are not Haiku's: when the lab begins, and whenever that changes. */
  readonly onPersonalities?: ((personalities: ReadonlyMap<string, Personality>) => void) | undefined;
}

export const FIRST_HOST = 'local';
const MOST_HOSTS = 4096;

export class Lab {
  readonly clock: Clock;
  readonly nodes: DeviceNodes;
  /** Called after each change of the configuration, asked for or not. */
  onChange: (() => void) | undefined;
  readonly wires: Wires;
  readonly uplinks: Uplinks;
  readonly #random: Random;
  readonly #onPersonalities: LabOptions['onPersonalities'];
  readonly #turns = new BridgeTurns();
  readonly #hosts = new Map<string, LabHost>();
  #changes = new Map<string, unknown>();

  constructor({clock, seed, nodes = NO_NODES, entries = [], personality = 'haiku', ...options}: LabOptions) {
    const {uplinkPrograms, onPersonalities} = options;
    this.clock = clock;
    this.nodes = nodes;
    this.#random = new Random(seed);
    const kept = [...entries];
    this.wires = new Wires(clock, this.#random, this.journal);
    this.wires.restore(kept);
    this.uplinks = new Uplinks(uplinkPrograms);
    restoreHosts(kept, (name) => this.#newHost(name), {
      wire: (name) => this.wires.named(name),
      uplink: (label, settings) => this.uplinks.restore(label, settings),
    });
    // Packets are in their queues again: kept any longer, they would come twice.
    for (const [key] of kept) if (isPacketKey(key)) this.#changes.set(key, undefined);
    if (!this.#hosts.has(FIRST_HOST)) this.addHost(FIRST_HOST, personality);
    this.#onPersonalities = onPersonalities;
    this.#tellPersonalities();
  }

  /** Takes records of others as well, whose keys begin otherwise. */
  readonly journal = (key: string, record: unknown): void => {
    this.#changes.set(key, record);
    this.onChange?.();
  };

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

  /** What was taken and could not be kept; newer changes of the same records win. */
  giveBackChanges(changes: ReadonlyMap<string, unknown>): void {
    this.#changes = new Map([...changes, ...this.#changes]);
  }

  /** The packets that wait in queues, in the form of changes: what a lab that stops in order adds to its journal. */
  waitingPackets(): ReadonlyMap<string, unknown> {
    return waitingPackets(this.#hosts.values());
  }

  /**
   * A machine with nothing but its loopback, of the first host's personality unless another is given.
   *
   * @throws {NetworkError} EEXIST, ENOBUFS
   */
  addHost(name: string, personality = this.host(FIRST_HOST).personality): LabHost {
    if (this.#hosts.has(name)) throw new NetworkError('EEXIST', `the host ${name} exists already`);
    if (this.#hosts.size >= MOST_HOSTS)
      throw new NetworkError('ENOBUFS', `the lab has ${MOST_HOSTS} hosts, and that is the most`);
    const labHost = this.#newHost(name, personality);
    labHost.save();
    labHost.startLoopback();
    if (personality !== 'haiku') this.#tellPersonalities();
    return labHost;
  }

  /** To be saved by the caller. @throws {NetworkError} ENOENT */
  setPersonality(name: string, personality: Personality): void {
    this.host(name).personality = personality;
    this.#tellPersonalities();
  }

  /** @throws {NetworkError} ENOENT; EOPNOTSUPP: the first host stays */
  removeHost(name: string): void {
    const labHost = this.host(name);
    if (name === FIRST_HOST) throw new NetworkError('EOPNOTSUPP', `the host ${FIRST_HOST} can not be removed`);
    labHost.clear();
    this.#hosts.delete(name);
    if (labHost.personality !== 'haiku') this.#tellPersonalities();
  }

  #newHost(name: string, personality: Personality = 'haiku'): LabHost {
    const {clock} = this;
    const behaviour = BEHAVIOURS[personality];
    const host = new Host({name, clock, random: this.#random, behaviour, journal: this.journal});
    const labHost = new LabHost(host, personality, this.nodes, {clock, turns: this.#turns});
    this.#hosts.set(name, labHost);
    return labHost;
  }

  #tellPersonalities(): void {
    const others = [...this.#hosts].flatMap(([name, {personality}]) =>
      personality === 'haiku' ? [] : [[name, personality] as const],
    );
    this.#onPersonalities?.(new Map(others));
  }
}
