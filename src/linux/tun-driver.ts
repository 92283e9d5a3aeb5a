/** `/dev/net/tun` of a lab's host: what TUNSETIFF and the other requests of a tun device do (linux/if_tun.h). */
import type {LabApi} from '../api/lab-api.ts';
import type {DeviceMode, DeviceState} from '../api/schema/device.ts';
import {NetworkError} from '../errors.ts';
import {canonicalName} from '../names.ts';
import {LITTLE} from './control-stream.ts';
import {ERRNO} from './errno.ts';
import {textOf} from './netlink-message.ts';

const NAME_LENGTH = 16;
const IFF = {tun: 1, tap: 2, multiQueue: 0x100} as const;
const TUN = {setPersist: 0x400454cb, setOwner: 0x400454cc, setGroup: 0x400454ce} as const;

export class TunDriver {
  readonly #lab: LabApi;
  readonly #host: string;
  /** Device of each open descriptor, by its slot. */
  readonly #open = new Map<number, string>();

  constructor(lab: LabApi, host: string) {
    this.#lab = lab;
    this.#host = host;
  }

  /**
   * Makes the device that a program asks for, or finds it.
   *
   * @param data a name, perhaps with a `%d` in it or empty, and IFF_… flags
   * @returns the name, IFF_TUN or IFF_TAP, and the path of the device node
   */
  async setInterface(slot: number, data: DataView): Promise<Uint8Array> {
    const asked = textOf(new Uint8Array(data.buffer, data.byteOffset, NAME_LENGTH));
    const flags = data.getUint16(NAME_LENGTH, LITTLE);
    const kind = flags & (IFF.tun | IFF.tap);
    if ((kind !== IFF.tun && kind !== IFF.tap) || (flags & IFF.multiQueue) !== 0) {
      throw new NetworkError('EINVAL', 'a device is a tun or a tap, and has one queue');
    }
    const mode = kind === IFF.tun ? 'tun' : 'tap';
    const {ifname, node} = await this.#device(asked === '' ? `${mode}%d` : asked, mode);
    this.#open.set(slot, ifname);
    const answer = new Uint8Array(NAME_LENGTH + 2 + Buffer.byteLength(node ?? ''));
    new TextEncoder().encodeInto(ifname, answer.subarray(0, NAME_LENGTH - 1));
    new DataView(answer.buffer).setUint16(NAME_LENGTH, kind, LITTLE);
    new TextEncoder().encodeInto(node ?? '', answer.subarray(NAME_LENGTH + 2));
    return answer;
  }

  /** TUNSETPERSIST, TUNSETOWNER, TUNSETGROUP. */
  async set(slot: number, data: DataView): Promise<void> {
    const [command, argument] = [data.getUint32(0, LITTLE), data.getUint32(4, LITTLE)];
    const owner = argument === 0xffff_ffff ? null : String(argument);
    const settings = {
      [TUN.setPersist]: {persist: argument !== 0},
      [TUN.setOwner]: {user: owner},
      [TUN.setGroup]: {group: owner},
    }[command];
    if (settings) await this.#lab.changeDevice({host: this.#host, ifname: this.#named(slot), ...settings});
  }

  /** What an empty write returns, by which wireguard-go asks once a second whether the interface is up. */
  async emptyWrite(slot: number): Promise<number> {
    const {flags} = await this.#lab.showInterface({host: this.#host, ifname: this.#named(slot)});
    return flags.includes('UP') ? ERRNO.EINVAL : ERRNO.EIO;
  }

  closed(slot: number): void {
    this.#open.delete(slot);
  }

  async #device(asked: string, mode: DeviceMode): Promise<DeviceState> {
    const present = await this.#lab.listDevices({host: this.#host});
    const ifname = asked.includes('%d') ? await this.#freeName(asked) : canonicalName(asked);
    const found = present.find((device) => device.ifname === ifname);
    if (!found) return this.#lab.createDevice({host: this.#host, ifname, mode, persist: false, node: true});
    if (found.mode !== mode || found.link_header !== 'none') {
      throw new NetworkError('EINVAL', `${ifname} is a ${found.mode} whose link header is ${found.link_header}`);
    }
    if (found.opened) throw new NetworkError('EBUSY', `somebody has ${ifname} open`);
    return this.#lab.changeDevice({host: this.#host, ifname, node: true});
  }

  async #freeName(pattern: string): Promise<string> {
    const taken = new Set((await this.#lab.listInterfaces({host: this.#host})).map(({ifname}) => ifname));
    for (let unit = 0; ; unit++) {
      const name = pattern.replace('%d', String(unit));
      if (!taken.has(canonicalName(name))) return canonicalName(name);
    }
  }

  /** @throws {NetworkError} EBADF: nothing is open there */
  #named(slot: number): string {
    const ifname = this.#open.get(slot);
    if (ifname === undefined) throw new NetworkError('EBADF', 'no device is attached');
    return ifname;
  }
}
