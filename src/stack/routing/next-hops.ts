import type {IpAddress} from '../../packet/ip-address.ts';
import type {Interface} from '../interface.ts';
import type {NextHop} from './route.ts';

interface Kept<Address extends IpAddress> {
  readonly nextHop: NextHop<Address>;
  uses: number;
}

/** The next hops of a table's routes, each kept once, as long as a route uses it. */
export class NextHops<Address extends IpAddress> {
  readonly #byInterface = new Map<Interface | undefined, Map<string, Kept<Address>>>();

  /** One use more. @returns what stands for all that agree */
  use(wanted: NextHop<Address>): NextHop<Address> {
    const key = keyOf(wanted);
    const known = this.#byInterface.get(wanted.interface) ?? new Map<string, Kept<Address>>();
    this.#byInterface.set(wanted.interface, known);
    const same = known.get(key);
    if (same) {
      same.uses++;
      return same.nextHop;
    }
    const {type, interface: over, gateway, source} = wanted;
    const nextHop: NextHop<Address> = {
      type,
      interface: over,
      ...(gateway !== undefined && {gateway}),
      ...(source !== undefined && {source}),
    };
    known.set(key, {nextHop, uses: 1});
    return nextHop;
  }

  /** One use less; what nobody uses is forgotten. */
  release(nextHop: NextHop<Address>): void {
    const known = this.#byInterface.get(nextHop.interface);
    const key = keyOf(nextHop);
    const same = known?.get(key);
    if (!known || !same || --same.uses > 0) return;
    known.delete(key);
    if (known.size === 0) this.#byInterface.delete(nextHop.interface);
  }
}

function keyOf({type, gateway, source}: NextHop): string {
  return `${type} ${gateway ?? ''} ${source ?? ''}`;
}
