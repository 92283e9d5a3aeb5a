/** The ways out of a lab: NICs whose other end is a program with a network of its own. */
import {NetworkError} from '../errors.ts';
import {Uplink, type UplinkPrograms} from '../link/uplink.ts';
import {type UplinkProgramName, type UplinkSettings, checkUplinkNetwork} from '../link/uplink-settings.ts';
import type {LabHost} from './lab-host.ts';

export type UplinkRequest = Omit<UplinkSettings, 'via'> & {readonly via: UplinkProgramName | 'auto'};

const refuse = (): never => {
  throw new NetworkError('EOPNOTSUPP', 'a lab inside another program has no uplinks: use one with a daemon');
};
const NO_PROGRAMS: UplinkPrograms = {choose: refuse, start: refuse};

/** Each is a process of the machine's. */
const MOST_UPLINKS = 64;

export class Uplinks {
  /** Called when the state of one has changed, and when a frame has come. */
  readonly watchers = new Set<() => void>();
  readonly #programs: UplinkPrograms;
  /** By the label of the NIC. */
  readonly #uplinks = new Map<string, Uplink>();

  constructor(programs: UplinkPrograms = NO_PROGRAMS) {
    this.#programs = programs;
  }

  [Symbol.iterator](): IterableIterator<Uplink> {
    return this.#uplinks.values();
  }

  get size(): number {
    return this.#uplinks.size;
  }

  /** @throws {NetworkError} ENODEV, ENOENT, with what there is to do about it */
  named({host}: LabHost, name: string): Uplink {
    const uplink = this.#uplinks.get(`${host.name}:${name}`);
    if (uplink) return uplink;
    if (host.interfaces.get(name)) throw new NetworkError('ENOENT', `${host.name}:${name} has no uplink`);
    const remedy = `make it with: tunlab uplink add ${host.name} ${name}`;
    throw new NetworkError('ENODEV', `there is no uplink ${host.name}:${name}; ${remedy}`);
  }

  /**
   * A new NIC with an uplink, whose program starts now and is ready later, or has failed.
   *
   * @throws {NetworkError} EEXIST: there is an interface of that name. EINVAL: no name, or no network, for one. ENOENT,
   *   EOPNOTSUPP: no program for it. ENOBUFS
   */
  add(labHost: LabHost, name: string, {via, ...request}: UplinkRequest): Uplink {
    labHost.checkNicName(name);
    checkUplinkNetwork(request.network);
    if (this.size >= MOST_UPLINKS)
      throw new NetworkError('ENOBUFS', `the lab has ${MOST_UPLINKS} uplinks, and that is the most`);
    const settings = {via: this.#programs.choose(via), ...request};
    const nic = labHost.nicOrNew(name);
    const uplink = this.restore(nic.label, settings);
    nic.plug(uplink);
    labHost.saveNic(nic);
    return uplink;
  }

  /** To be plugged into the NIC of that label. */
  restore(label: string, settings: UplinkSettings): Uplink {
    const uplink = new Uplink(settings, this.#programs, this.watchers, () => this.#uplinks.delete(label));
    this.#uplinks.set(label, uplink);
    return uplink;
  }

  /** All programs end; the uplinks stay in the journal, for the lab that begins again. */
  close(): void {
    for (const uplink of [...this.#uplinks.values()]) uplink.close();
  }
}
