/** What a kernel answers on a socket of NETLINK_ROUTE, for one host of a lab. */
import type {LabApi} from '../api/lab-api.ts';
import type {InterfaceState} from '../api/schema/interface.ts';
import type {AddRoute, RouteState} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {addressBody, parseAddressRequest} from './address-messages.ts';
import {AF} from './address-octets.ts';
import {LITTLE} from './control-stream.ts';
import {errnoOf} from './errno.ts';
import {linkBody, linkNamed, parseLink} from './link-messages.ts';
import {DUMP, FLAG, type NetlinkMessage, TYPE, emitMessage, parseMessages} from './netlink-message.ts';
import {compareRoutes, parseRouteRequest, routeBody} from './route-messages.ts';

/** RTM_…: of each family of messages new, delete and get are in a row. */
const RTM = {
  newLink: 16,
  delLink: 17,
  getLink: 18,
  setLink: 19,
  newAddress: 20,
  delAddress: 21,
  getAddress: 22,
  newRoute: 24,
  delRoute: 25,
  getRoute: 26,
  getNeighbour: 30,
  getRule: 34,
} as const;

/** Datagrams of a dump are not longer than what readers have room for. */
const DATAGRAM_LENGTH = 8192;

type Send = (datagram: Uint8Array) => void;

export class Rtnetlink {
  readonly #lab: LabApi;
  readonly #host: string;

  constructor(lab: LabApi, host: string) {
    this.#lab = lab;
    this.#host = host;
  }

  /**
   * Does what the messages of one datagram ask for, in order, and sends what a kernel would before this settles.
   *
   * @param port of the socket that asks
   */
  async take(datagram: Uint8Array, port: number, send: Send): Promise<void> {
    for (const message of parseMessages(datagram)) {
      if ((message.flags & FLAG.request) === 0) continue;
      try {
        const replied = await this.#do(message, port, send);
        if ((message.flags & FLAG.ack) !== 0 && !replied) send(errorMessage(message, 0, port));
      } catch (reason) {
        send(errorMessage(message, errnoOf(reason), port));
      }
    }
  }

  /** @returns whether what it sent is answer enough */
  async #do(message: NetlinkMessage, port: number, send: Send): Promise<boolean> {
    const {type, flags, body} = message;
    const lab = this.#lab;
    const host = this.#host;
    const dumps = (flags & DUMP) !== 0;
    switch (type) {
      case RTM.getLink: {
        const states = dumps ? await lab.listInterfaces({host}) : [await linkNamed(lab, host, parseLink(body))];
        return reply(message, port, send, RTM.newLink, states.map(linkBody), dumps);
      }
      case RTM.newLink:
      case RTM.setLink:
        await this.#changeLink(body);
        return false;
      case RTM.delLink: {
        const {ifname} = await linkNamed(lab, host, parseLink(body));
        await lab.removeInterface({host, ifname});
        return false;
      }
      case RTM.getAddress:
        return reply(message, port, send, RTM.newAddress, await this.#addresses(body[0] ?? AF.unspec), true);
      case RTM.newAddress:
      case RTM.delAddress:
        await this.#changeAddress(type === RTM.newAddress, message);
        return false;
      case RTM.getRoute:
        return reply(
          message,
          port,
          send,
          RTM.newRoute,
          dumps ? await this.#routes(body[0] ?? AF.unspec) : [await this.#lookup(body)],
          dumps,
        );
      case RTM.newRoute:
      case RTM.delRoute:
        await this.#changeRoute(type === RTM.newRoute, message);
        return false;
      case RTM.getNeighbour:
      case RTM.getRule:
        // Nothing of either is told here: `arp` and `ip` of the lab's own tell of neighbours, and there are no rules.
        if (dumps) return reply(message, port, send, type, [], true);
        throw new NetworkError('EOPNOTSUPP', 'only a whole list can be asked for');
      default:
        throw new NetworkError('EOPNOTSUPP', `a lab has no messages of type ${type}`);
    }
  }

  async #changeLink(body: Uint8Array): Promise<void> {
    const {change, kind, ...named} = parseLink(body);
    if (kind !== undefined && named.index === 0)
      throw new NetworkError('EOPNOTSUPP', `no interface is of kind ${kind}`);
    const {ifname} = await linkNamed(this.#lab, this.#host, named);
    await this.#lab.configureInterface({host: this.#host, ifname, ...change});
  }

  async #changeAddress(adds: boolean, {flags, body}: NetlinkMessage): Promise<void> {
    const {index, spec} = parseAddressRequest(body);
    const {ifname, addr_info: present} = await linkNamed(this.#lab, this.#host, {index});
    if (
      adds &&
      (flags & FLAG.replace) !== 0 &&
      present.some(({local, prefixlen}) => local === spec.local && prefixlen === spec.prefixlen)
    )
      return;
    await this.#lab.configureInterface({host: this.#host, ifname, ...(adds ? {add: [spec]} : {remove: [spec.local]})});
  }

  async #changeRoute(adds: boolean, {flags, body}: NetlinkMessage): Promise<void> {
    const {index, spec} = parseRouteRequest(body);
    const dev = index === 0 ? undefined : (await linkNamed(this.#lab, this.#host, {index})).ifname;
    const route = {host: this.#host, ...spec, ...(dev !== undefined && {dev})};
    if (!adds) {
      await this.#lab.deleteRoute(route);
      return;
    }
    const mode = modeOf(flags);
    await this.#lab.addRoute({...route, ...(mode && {mode})});
  }

  async #addresses(family: number): Promise<Uint8Array[]> {
    const states = await this.#lab.listInterfaces({host: this.#host});
    return states.flatMap((state) =>
      state.addr_info
        .filter((address) => family === AF.unspec || AF[address.family] === family)
        .map((address) => addressBody(state, address)),
    );
  }

  async #routes(family: number): Promise<Uint8Array[]> {
    const indexOf = indices(await this.#lab.listInterfaces({host: this.#host}));
    const routes: RouteState[] = [];
    for (const each of ['inet', 'inet6'] as const) {
      if (family !== AF.unspec && family !== AF[each]) continue;
      const found: RouteState[] = [];
      for await (const route of this.#lab.listRoutes({host: this.#host, family: each})) found.push(route);
      routes.push(...found.sort(compareRoutes));
    }
    return routes.map((route) => routeBody(route, indexOf));
  }

  async #lookup(body: Uint8Array): Promise<Uint8Array> {
    const {family, spec, index} = parseRouteRequest(body);
    const destination = spec.dst === 'default' ? {inet: '0.0.0.0', inet6: '::'}[family] : spec.dst.replace(/\/.*/, '');
    const states = await this.#lab.listInterfaces({host: this.#host});
    const dev = states.find(({ifindex}) => ifindex === index)?.ifname;
    const route = await this.#lab.lookupRoute({host: this.#host, destination, ...(dev !== undefined && {dev})});
    return routeBody(route, indices(states), spec.dst === 'default' ? 'default' : destination);
  }
}

/** What becomes of a route that is there already. */
function modeOf(flags: number): AddRoute['mode'] {
  if ((flags & FLAG.replace) !== 0) return (flags & FLAG.create) !== 0 ? 'replace' : 'change';
  return (flags & FLAG.exclusive) !== 0 ? 'exclusive' : undefined;
}

function indices(states: readonly InterfaceState[]): (ifname: string) => number | undefined {
  const byName = new Map(states.map(({ifname, ifindex}) => [ifname, ifindex]));
  return (ifname) => byName.get(ifname);
}

/** One message a body; those of a dump in datagrams that are as full as can be, with the word that it is over. */
function reply(
  {sequence}: NetlinkMessage,
  port: number,
  send: Send,
  type: number,
  bodies: readonly Uint8Array[],
  dumps: boolean,
): true {
  const flags = dumps ? FLAG.multi : 0;
  let datagram: Uint8Array[] = [];
  const flush = (): void => {
    if (datagram.length > 0) send(Buffer.concat(datagram));
    datagram = [];
  };
  for (const body of bodies) {
    const message = emitMessage({type, flags, sequence, body}, port);
    if (datagram.reduce((sum, {length}) => sum + length, message.length) > DATAGRAM_LENGTH) flush();
    datagram.push(message);
  }
  if (dumps) datagram.push(emitMessage({type: TYPE.done, flags, sequence, body: new Uint8Array(4)}, port));
  flush();
  return true;
}

/** `struct nlmsgerr`: the negative errno, and the header of what failed; 0 is an acknowledgement. */
function errorMessage({type, flags, sequence, body}: NetlinkMessage, errno: number, port: number): Uint8Array {
  const failed = emitMessage({type, flags, sequence, body: errno === 0 ? new Uint8Array() : body}, port);
  // Its length is that of the request, also where the request itself is not quoted.
  new DataView(failed.buffer).setUint32(0, 16 + body.length, LITTLE);
  const error = new Uint8Array(4 + failed.length);
  new DataView(error.buffer).setInt32(0, -errno, LITTLE);
  error.set(failed, 4);
  return emitMessage({type: TYPE.error, flags: errno === 0 ? 0x100 : 0, sequence, body: error}, port);
}
