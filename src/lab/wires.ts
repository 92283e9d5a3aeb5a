/** The wires of a lab, and who is plugged into them. */
import {NetworkError} from '../errors.ts';
import type {Nic} from '../link/nic.ts';
import {Wire} from '../link/wire.ts';
import type {DropRule} from '../link/wire-match.ts';
import {type WireRecord, restoreWire, wireRecord} from '../link/wire-record.ts';
import type {WireChange} from '../link/wire-settings.ts';
import type {Random} from '../random.ts';
import type {Journal} from '../stack/journal.ts';
import type {Clock} from '../time/clock.ts';
import type {LabHost} from './lab-host.ts';

const MOST_WIRES = 4096;

/** One end of a wire: a host, and the name of a NIC that is made if it does not exist. */
export interface WireEnd {
  readonly host: LabHost;
  readonly name: string;
}

export class Wires {
  readonly #wires = new Map<string, Wire>();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #journal: Journal;

  constructor(clock: Clock, random: Random, journal: Journal) {
    this.#clock = clock;
    this.#random = random;
    this.#journal = journal;
  }

  [Symbol.iterator](): IterableIterator<Wire> {
    return this.#wires.values();
  }

  /** @throws {NetworkError} ENOENT */
  named(name: string): Wire {
    const wire = this.#wires.get(name);
    if (!wire)
      throw new NetworkError('ENOENT', `there is no wire ${name}; make it with: tunlab wire add ${name} HOST:eth0 …`);
    return wire;
  }

  /** The wires of an earlier journal, nobody plugged in yet. */
  restore(entries: Iterable<readonly [string, unknown]>): void {
    for (const [key, record] of entries) {
      if (!key.startsWith('wire/')) continue;
      const wire = restoreWire(record as WireRecord, this.#clock);
      this.#put(wire);
    }
  }

  /**
   * Plug NICs into a wire; both are made where they do not exist.
   *
   * @throws {NetworkError} EBUSY: one is plugged in elsewhere. EEXIST, EINVAL: no name for a NIC. Nothing has changed then.
   */
  connect(name: string, ends: readonly WireEnd[]): Wire {
    for (const end of ends) checkEnd(name, end);
    if (!this.#wires.has(name) && this.#wires.size >= MOST_WIRES) {
      throw new NetworkError('ENOBUFS', `the lab has ${MOST_WIRES} wires, and that is the most`);
    }
    const wire = this.#wires.get(name) ?? new Wire(name, this.#clock, this.#random);
    this.#put(wire);
    this.save(wire);
    for (const end of ends) plug(end.host.nicOrNew(end.name), wire, end.host);
    return wire;
  }

  /** @throws {NetworkError} ENOENT; EINVAL: nothing has changed then */
  change(name: string, change: WireChange, joined: boolean | undefined): Wire {
    const wire = this.named(name);
    wire.configure(change);
    if (joined === true) wire.join();
    if (joined === false) wire.cut();
    this.save(wire);
    return wire;
  }

  /** Unplugs everybody. @throws {NetworkError} ENOENT */
  remove(name: string, hosts: Iterable<LabHost>): void {
    const wire = this.named(name);
    for (const host of hosts) {
      for (const nic of host.nics.values()) {
        if (nic.segment !== name) continue;
        nic.unplug();
        host.saveNic(nic);
      }
    }
    this.#wires.delete(name);
    wire.remove();
    this.#journal(`wire/${name}`, undefined);
  }

  /** @throws {NetworkError} ENOENT: no such wire, or the sender is not plugged into it. EINVAL, ENOBUFS */
  addRule(name: string, rule: Omit<DropRule, 'seen'>): Wire {
    const wire = this.named(name);
    wire.checkSender(rule.match.from);
    wire.rules.add(rule);
    this.save(wire);
    return wire;
  }

  /** @throws {NetworkError} ENOENT */
  clearRules(name: string): Wire {
    const wire = this.named(name);
    wire.rules.clear();
    this.save(wire);
    return wire;
  }

  #put(wire: Wire): void {
    this.#wires.set(wire.name, wire);
    // A rule that is gone must not come back with the journal.
    wire.rules.onGone = () => this.save(wire);
  }

  save(wire: Wire): void {
    this.#journal(`wire/${wire.name}`, wireRecord(wire));
  }
}

function plug(nic: Nic, wire: Wire, host: LabHost): void {
  if (nic.segment === wire.name) return;
  nic.plug(wire);
  host.saveNic(nic);
}

function checkEnd(wire: string, {host, name}: WireEnd): void {
  const nic = host.nics.get(name);
  if (nic?.segment !== undefined && nic.segment !== wire) {
    throw new NetworkError('EBUSY', `${nic.label} is plugged into ${nic.segment} already`);
  }
  if (!nic) host.checkNicName(name);
}
