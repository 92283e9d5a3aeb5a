/** The ports of one bridge, and how long it remembers stations. */
import type {TopologyInterface} from '../api/schema/topology.ts';
import {type Path, nameForm} from './form.ts';
import type {Planning} from './planning.ts';

export class PortPlan {
  readonly #planning: Planning;
  readonly #bridge: {readonly host: string; readonly ifname: string};
  readonly #at: Path;
  readonly #now: TopologyInterface | undefined;
  readonly #ageing: number | undefined;
  readonly #wanted: readonly string[];
  #there: readonly string[] = [];

  constructor(
    planning: Planning,
    bridge: {readonly host: string; readonly ifname: string},
    {now, wanted}: {readonly now: TopologyInterface | undefined; readonly wanted: TopologyInterface},
    at: Path,
  ) {
    this.#planning = planning;
    this.#bridge = bridge;
    this.#at = [...at, 'ports'];
    this.#now = now;
    this.#ageing = wanted.ageing;
    this.#wanted = planning.listOf(wanted.ports, now?.ports).map((port, place) => nameForm(port, [...this.#at, place]));
  }

  /** Whether its ports are others afterwards, in part or in order. */
  get change(): boolean {
    return this.#there.join() !== this.#wanted.join();
  }

  has(port: string): boolean {
    return this.#wanted.includes(port);
  }

  /** All ports leave, so that they can join in order. @param free whether a port belongs to nobody, since it is new or gone */
  leave(free: (port: string) => boolean): void {
    this.#there = (this.#now?.ports ?? []).filter((port) => !free(port));
    if (!this.change || this.#there.length === 0) return;
    this.#planning.do('changeBridge', {...this.#bridge, leave: [...this.#there]}, this.#at);
  }

  join(): void {
    const planning = this.#planning;
    const before = this.#now?.ports ?? [];
    const text = `${this.#bridge.host} ${this.#bridge.ifname}`;
    const going = before.filter((port) => !this.#wanted.includes(port));
    const coming = this.#wanted.filter((port) => !before.includes(port));
    for (const port of going) planning.say('-', `${text} port ${port}`);
    for (const port of coming) planning.say('+', `${text} port ${port}`);
    if (going.length + coming.length === 0 && before.join() !== this.#wanted.join()) {
      planning.say('~', `${text} ports ${before.join(' ')} → ${this.#wanted.join(' ')}`);
    }
    const ageing = this.#ageing === this.#now?.ageing ? undefined : this.#ageing;
    if (ageing !== undefined && this.#now) planning.say('~', `${text} ageing ${this.#now.ageing!} → ${ageing}`);
    const join = this.change ? [...this.#wanted] : [];
    if (join.length === 0 && ageing === undefined) return;
    planning.do('changeBridge', {...this.#bridge, join, ...(ageing !== undefined && {ageing})}, this.#at);
  }
}
