/** What may be typed about wires. */
import type {ChangeWire, WireEnd} from '../../api/schema/wire.ts';
import {readLimit} from './device-settings.ts';
import {quantity, quoted, usage} from './values.ts';
import {Words} from './words.ts';

type WireSettings = Omit<ChangeWire, 'wire' | 'joined'>;

const MILLISECONDS: Readonly<Record<string, number>> = {us: 0.001, ms: 1, s: 1000};
const BITS: Readonly<Record<string, number>> = {bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9};

/** `HOST:NIC`. */
export function readWireEnd(word: string): WireEnd {
  const [host = '', ifname = '', ...rest] = word.split(':');
  if (host === '' || ifname === '' || rest.length > 0) {
    throw usage(`${quoted(word)} is no end of a wire: write HOST:NIC, such as client:eth0`);
  }
  return {host, ifname};
}

/** Names and values: `delay 5ms loss 1% rate 10Mbit`. @throws {NetworkError} EUSAGE */
export function parseWireSettings(words: readonly string[]): WireSettings {
  const settings: WireSettings = {};
  const reading = new Words(words);
  for (let name = reading.next(); name !== undefined; name = reading.next()) {
    const value = reading.operand(name, 'a value');
    switch (name) {
      case 'delay':
      case 'jitter':
        settings[name] = readUnit(name, value, MILLISECONDS, '5ms');
        break;
      case 'loss':
      case 'duplicate':
      case 'reorder':
      case 'corrupt':
        settings[name] = readUnit(name, value, {'%': 1}, '1%');
        break;
      case 'rate':
        settings.rate = value === 'unlimited' ? null : readUnit(name, value, BITS, '10Mbit');
        break;
      case 'queue':
        Object.assign(settings, readQueue(value));
        break;
      case 'seed':
        settings.seed = readUnit(name, value, {'': 1}, '42');
        break;
      default:
        throw usage(
          `${quoted(name)} is no setting of a wire: delay jitter loss duplicate reorder corrupt rate queue seed`,
        );
    }
  }
  return settings;
}

/** Frames, or octets as well: `100`, `64000octets`; `-octets` counts frames alone again. */
function readQueue(value: string): WireSettings {
  const limit = readLimit('queue', value);
  return 'packets' in limit ? {queue_packets: limit.packets} : {queue_octets: limit.octets};
}

function readUnit(name: string, text: string, units: Readonly<Record<string, number>>, example: string): number {
  const value = quantity(text.toLowerCase(), units);
  if (value !== undefined) return value;
  throw usage(`${quoted(text)} is no ${name}: a number with its unit, such as ${example}`);
}
