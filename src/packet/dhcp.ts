/** A message of the Dynamic Host Configuration Protocol for IPv4 over Ethernet (RFC 2131 §2): the data of a datagram. */
import type {Ipv4Address} from './address.ts';
import {type DhcpOptionFault, type DhcpOptions, emitDhcpOptions, OptionOctets} from './dhcp-options.ts';
import {type MacAddress, readMac, writeMac} from './ethernet.ts';
import {MalformedPacketError} from './malformed-packet-error.ts';
import {readUint16, readUint32, writeUint16, writeUint32} from './octets.ts';

export * from './dhcp-options.ts';

export const DHCP_SERVER_PORT = 67;
export const DHCP_CLIENT_PORT = 68;

/** Offset of each field, in octets from the start of the message. */
const FIELD = {
  operation: 0,
  hardwareType: 1,
  hardwareLength: 2,
  transaction: 4,
  seconds: 8,
  flags: 10,
  client: 12,
  yours: 16,
  nextServer: 20,
  relay: 24,
  hardwareAddress: 28,
  serverName: 44,
  file: 108,
  cookie: 236,
  options: 240,
} as const;

const OPERATIONS = ['request', 'reply'] as const;
const ETHERNET = {type: 1, length: 6} as const;
const BROADCAST = 0x8000;
const MAGIC_COOKIE = 0x6382_5363;
/** Servers and relays of BOOTP may drop what is shorter (RFC 1542 §2.1). */
const SHORTEST = 300;

export interface DhcpMessage {
  /** `request`: from a client. */
  readonly operation: (typeof OPERATIONS)[number];
  /** What an answer has in common with what it answers. */
  readonly transaction: number;
  /** Since the client began. */
  readonly seconds: number;
  /** The client can not hear what is sent to its address only. */
  readonly broadcast: boolean;
  /** The client's own, if it has one; 0: none. */
  readonly client: Ipv4Address;
  /** The one that the client is to have. */
  readonly yours: Ipv4Address;
  readonly nextServer: Ipv4Address;
  readonly relay: Ipv4Address;
  readonly hardwareAddress: MacAddress;
  readonly options: DhcpOptions;
}

export type DhcpFault = 'truncated' | 'bad-operation' | 'not-ethernet' | 'bad-cookie' | DhcpOptionFault;

/** Why `octets` are no message that a client or a server on an Ethernet can use. */
export function dhcpFault(octets: Uint8Array): DhcpFault | undefined {
  const read = readDhcp(octets);
  return typeof read === 'string' ? read : undefined;
}

/** In memory of its own. @throws {MalformedPacketError} for whatever `dhcpFault` finds */
export function parseDhcp(octets: Uint8Array): DhcpMessage {
  const read = readDhcp(octets);
  if (typeof read === 'string') throw new MalformedPacketError('dhcp', read);
  return read;
}

/** The message, or why there is none. */
export function readDhcp(octets: Uint8Array): DhcpMessage | DhcpFault {
  if (octets.length < FIELD.options) return 'truncated';
  const operation = OPERATIONS[octets[FIELD.operation]! - 1];
  if (!operation) return 'bad-operation';
  const {type, length} = ETHERNET;
  if (octets[FIELD.hardwareType] !== type || octets[FIELD.hardwareLength] !== length) return 'not-ethernet';
  if (readUint32(octets, FIELD.cookie) !== MAGIC_COOKIE) return 'bad-cookie';
  const options = readOptions(octets);
  if (typeof options === 'string') return options;
  return {
    operation,
    transaction: readUint32(octets, FIELD.transaction),
    seconds: readUint16(octets, FIELD.seconds),
    broadcast: (readUint16(octets, FIELD.flags) & BROADCAST) !== 0,
    client: readUint32(octets, FIELD.client),
    yours: readUint32(octets, FIELD.yours),
    nextServer: readUint32(octets, FIELD.nextServer),
    relay: readUint32(octets, FIELD.relay),
    hardwareAddress: readMac(octets, FIELD.hardwareAddress),
    options,
  };
}

/** The options, then those that found room in fields only where they are said to be there (RFC 3396 §5). */
function readOptions(octets: Uint8Array): DhcpOptions | DhcpOptionFault {
  const collected = new OptionOctets();
  const fault = collected.collect(octets.subarray(FIELD.options));
  if (fault) return fault;
  const {overload} = collected;
  const fields = [
    ...((overload & 1) === 0 ? [] : [octets.subarray(FIELD.file, FIELD.cookie)]),
    ...((overload & 2) === 0 ? [] : [octets.subarray(FIELD.serverName, FIELD.file)]),
  ];
  for (const field of fields) {
    const inField = collected.collect(field);
    if (inField) return inField;
  }
  return collected.parse();
}

/** In a new array. */
export function emitDhcp(message: DhcpMessage): Uint8Array {
  const options = emitDhcpOptions(message.options);
  const octets = new Uint8Array(Math.max(FIELD.options + options.length, SHORTEST));
  octets[FIELD.operation] = OPERATIONS.indexOf(message.operation) + 1;
  octets[FIELD.hardwareType] = ETHERNET.type;
  octets[FIELD.hardwareLength] = ETHERNET.length;
  writeUint32(octets, FIELD.transaction, message.transaction);
  writeUint16(octets, FIELD.seconds, message.seconds);
  writeUint16(octets, FIELD.flags, message.broadcast ? BROADCAST : 0);
  writeUint32(octets, FIELD.client, message.client);
  writeUint32(octets, FIELD.yours, message.yours);
  writeUint32(octets, FIELD.nextServer, message.nextServer);
  writeUint32(octets, FIELD.relay, message.relay);
  writeMac(octets, FIELD.hardwareAddress, message.hardwareAddress);
  writeUint32(octets, FIELD.cookie, MAGIC_COOKIE);
  octets.set(options, FIELD.options);
  return octets;
}
