/**
 * What `ifconfig` does to one interface, step by step: each word takes effect by itself, and one that fails does not
 * undo those before it. Steps go to the lab together, and one by one only where the lab refuses them.
 */
import type {AddressState, ConfigureInterface, InterfaceState} from '../../../api/schema/interface.ts';
import {NetworkError} from '../../../errors.ts';
import {broadcastOf, classfulPrefixLength, formatAddress, parseAddress} from '../../../packet/address.ts';
import {isInterfaceName} from '../../../names.ts';
import type {ToolSession} from '../tool.ts';
import {failed, refused, systemError} from './failure.ts';

export type Change = Omit<ConfigureInterface, 'host' | 'ifname'>;

/** A change, and how its failure is told: the system call's name, and the exit status. */
export interface Step {
  readonly change: Change;
  readonly call: string;
  readonly status: number;
}

/** What the steps so far make of the first IPv4 address. */
export interface Draft {
  local: string;
  prefixlen: number;
  peer?: string;
  broadcast?: string;
}

export class InterfaceSteps {
  status = 0;
  draft: Draft | undefined;
  readonly #session: ToolSession;
  /** Of the alias that is meant instead of the interface. */
  readonly label: string | undefined;
  readonly #ifname: string;
  #state: InterfaceState | undefined;
  #renamed: InterfaceState | undefined;
  #waiting: Step[] = [];

  /** @param state the interface; `undefined`: there is none, and every step fails */
  constructor(session: ToolSession, ifname: string, label: string | undefined, state: InterfaceState | undefined) {
    this.#session = session;
    this.#ifname = ifname;
    this.label = label;
    this.#state = state;
    this.draft = draftOf(state, label);
  }

  /** The interface as it was last told; a step that waits has not changed it. */
  get state(): InterfaceState | undefined {
    return this.#state;
  }

  /** What has become of it, under whatever name. */
  get outcome(): InterfaceState | undefined {
    return this.#renamed ?? this.#state;
  }

  get isPointToPoint(): boolean {
    return this.#state?.flags.includes('POINTOPOINT') ?? false;
  }

  /** `tun0:0`, or the next that no address has. */
  freeLabel(): string {
    const taken = new Set(this.#state?.addr_info.map(({label}) => label));
    let number = 0;
    while (taken.has(`${this.#ifname}:${number}`)) number++;
    return `${this.#ifname}:${number}`;
  }

  /** A new first address, with the mask that Linux gives it; the same one again changes nothing. */
  replace(local: string): void {
    if (this.draft?.local === local) return;
    const classful = classfulPrefixLength(parseAddress(local) ?? 0);
    this.draft = {local, prefixlen: this.isPointToPoint ? 32 : classful};
  }

  take(step: Step): void {
    this.#waiting.push(step);
  }

  fail(code: NetworkError['code'], call: string, status: number): void {
    this.status |= failed(this.#session, call, code, status);
  }

  /** Tells of words that are wrong. @param text whole lines, or nothing where the original says nothing */
  say(text: string, status: number): void {
    this.status |= refused(this.#session, 'EUSAGE', text, status);
  }

  /** What comes behind is still meant of the name that was, which none has any more. */
  async rename(name: string): Promise<void> {
    await this.flush();
    const error = isInterfaceName(name) ? await this.#tried({name}) : new NetworkError('EINVAL', `${name} is no name`);
    if (error) this.fail(error.code, 'SIOCSIFNAME', 1);
    else if (this.#state?.ifname !== this.#ifname) {
      this.#renamed = this.#state;
      this.#state = undefined;
    }
  }

  /** Does what waits. */
  async flush(): Promise<void> {
    const steps = this.#waiting;
    this.#waiting = [];
    if (steps.length === 0) return;
    const together = steps.reduce<Change>((all, {change}) => ({...all, ...change}), {});
    // Down and up again is not the same as up.
    const turns = steps.filter(({change}) => change.up !== undefined).length;
    if (steps.length > 1 && turns < 2 && (await this.#tried(together)) === undefined) return;
    for (const {change, call, status} of steps) {
      const error = await this.#tried(change);
      if (error) this.fail(error.code, call, status);
    }
    this.draft = draftOf(this.#state, this.label);
  }

  async #tried(change: Change): Promise<NetworkError | undefined> {
    if (this.#state === undefined) return new NetworkError('ENODEV', `there is no interface ${this.#ifname}`);
    try {
      const {lab, host} = this.#session;
      const {label} = this;
      this.#state = await lab.configureInterface({
        host,
        ifname: this.#ifname,
        ...(label !== undefined && {label}),
        ...change,
      });
      return undefined;
    } catch (reason) {
      return systemError(reason);
    }
  }
}

function draftOf(state: InterfaceState | undefined, wanted: string | undefined): Draft | undefined {
  const first = state?.addr_info.find(({family, label}) => family === 'inet' && label === wanted);
  return first && addressDraft(first);
}

/** A broadcast address is kept where somebody chose it; else it follows the mask. */
function addressDraft({local, prefixlen, address, broadcast}: AddressState): Draft {
  const natural = formatAddress(broadcastOf(parseAddress(local)!, prefixlen));
  return {
    local,
    prefixlen,
    ...(address !== undefined && {peer: address}),
    ...(broadcast !== undefined && broadcast !== natural && {broadcast}),
  };
}
