/** The words behind `tunctl set IF`: `key value` or `key=value`, in any order. */
import type {DeviceChange, LinkHeader} from '../../api/schema/device.ts';
import {quoted, usage} from './values.ts';
import {Words} from './words.ts';

const KEYS = 'persist, link-header, queue, application-queue, interface-queue, owner or group';
const LINK_HEADERS: readonly LinkHeader[] = ['none', 'ethernet', 'pi', 'af'];

/** @throws {NetworkError} EUSAGE: no setting, an unknown one, one given twice, or a value that is none. */
export function parseSettings(words: readonly string[]): DeviceChange {
  const change: DeviceChange = {};
  const reading = new Words(words);
  for (let word = reading.next(); word !== undefined; word = reading.next()) {
    const equals = word.indexOf('=');
    const key = equals < 0 ? word : word.slice(0, equals);
    const setting = read(key, equals < 0 ? () => reading.operand(key, 'a value') : () => word.slice(equals + 1));
    const again = Object.keys(setting).find((name) => Object.hasOwn(change, name));
    if (again !== undefined) throw usage(`${quoted(key)} sets what an earlier word has set: give it once`);
    Object.assign(change, setting);
  }
  if (Object.keys(change).length === 0) throw usage(`say what to set: ${KEYS}`);
  return change;
}

function read(key: string, value: () => string): DeviceChange {
  switch (key) {
    case 'persist':
      return {persist: readSwitch(key, value())};
    case 'link-header':
    case 'link_header':
      return {link_header: readLinkHeader(key, value())};
    case 'owner':
    case 'user':
      return {user: readIdentity(key, value())};
    case 'group':
      return {group: readIdentity(key, value())};
    case 'application-queue':
    case 'application_queue':
      return applicationLimit(readLimit(key, value()));
    case 'interface-queue':
    case 'interface_queue':
      return interfaceLimit(readLimit(key, value()));
    case 'queue': {
      const limit = readLimit(key, value());
      return {...applicationLimit(limit), ...interfaceLimit(limit)};
    }
  }
  throw usage(`${quoted(key)} is not a setting of a device: ${KEYS}`);
}

function readSwitch(key: string, value: string): boolean {
  if (value === 'on' || value === 'yes') return true;
  if (value === 'off' || value === 'no') return false;
  throw usage(`${quoted(value)} is not a value of ${quoted(key)}: on or off`);
}

function readLinkHeader(key: string, value: string): LinkHeader {
  const header = LINK_HEADERS.find((one) => one === value);
  if (header === undefined)
    throw usage(`${quoted(value)} is not a value of ${quoted(key)}: ${LINK_HEADERS.join(', ')}`);
  return header;
}

/** `-`: nobody. */
function readIdentity(key: string, value: string): string | null {
  if (value === '') throw usage(`${quoted(key)} needs a name behind it, or "-" for none`);
  return value === '-' ? null : value;
}

export type Limit = {packets: number} | {octets: number | null};

/** `500` or `500packets`; `48448octets`; `-octets`: octets are not counted. */
export function readLimit(key: string, value: string): Limit {
  if (value === '-octets') return {octets: null};
  const [, digits = '', unit = ''] = /^(\d{1,15})(packets?|octets?)?$/.exec(value) ?? [];
  if (digits === '') {
    throw usage(`${quoted(value)} is not a value of ${quoted(key)}: a limit such as 500packets or 48448octets`);
  }
  return unit.startsWith('octet') ? {octets: Number(digits)} : {packets: Number(digits)};
}

function applicationLimit(limit: Limit): DeviceChange {
  return 'packets' in limit ? {application_packets: limit.packets} : {application_octets: limit.octets};
}

function interfaceLimit(limit: Limit): DeviceChange {
  return 'packets' in limit ? {interface_packets: limit.packets} : {interface_octets: limit.octets};
}
