/**
 * The application that held tun0 while the transcripts were made. What it answers is told by the destination a.b.X.Y:
 * X from 100 on is an ICMP error of type X - 100 and code Y; else Y 11 is a duplicate, 12 a wrong last octet, 13 to 15
 * errors, 16 silence, 17 an answer after 300 ms, 18 one from somebody else, 19 a shorter one, 21 one with TTL 5, 22 one to
 * every third that came. IPv6 has the same as a:b::Y, the digits being hexadecimal ones.
 */
import {checksum} from '../../../src/packet/checksum.ts';
import {echoReply} from '../../../src/packet/echo.ts';
import {icmpErrorFor} from '../../../src/packet/icmpv4.ts';
import {finishIcmpv6, icmpv6ErrorFor} from '../../../src/packet/icmpv6.ts';
import {readDestination} from '../../../src/packet/ipv4.ts';
import {readDestination6} from '../../../src/packet/ipv6.ts';
import type {CommandBench} from '../../commands/command-context.ts';

const IP = 20;
const MTU = 1000;
const SLOW = 300;

/** @param quotedData octets that its ICMP errors of IPv4 quote behind the header */
export function runTunApplication(bench: CommandBench, ifname: string, quotedData = 8): void {
  const asked = {times: 0, quotedData};
  const node = bench.engine
    .host('local')
    .device(ifname)
    .open({
      ready: () => true,
      take: (frame) => {
        const packet = new Uint8Array(frame);
        const slow =
          packet[0]! >>> 4 === 4 ? packet[19] === 17 && packet[18]! < 100 : packet[39] === 0x17 && packet[36] === 0;
        for (const answer of answers(packet, asked)) {
          bench.clock.after(slow ? SLOW : 1, () => node.write(answer));
        }
      },
    });
  node.pull();
}

function answers(packet: Uint8Array, asked: {times: number; quotedData: number}): Uint8Array[] {
  const reply = echoReply(packet, 'none');
  if (!reply) return [];
  if (packet[0]! >>> 4 !== 4) return answers6(packet, reply);
  const [subnet, last] = [packet[18]!, packet[19]!];
  if (subnet >= 100) return [error(packet, subnet - 100, last, asked)];
  switch (last) {
    case 11:
      return [reply, new Uint8Array(reply)];
    case 12:
      return reply.length > IP + 24 ? [edited(reply, (octets) => (octets[octets.length - 1]! ^= 0xff))] : [reply];
    case 13:
      return [error(packet, 11, 0, asked)];
    case 14:
      return [error(packet, 3, 1, asked)];
    case 15:
      return [error(packet, 3, 4, asked)];
    case 16:
      return [];
    case 18:
      return [edited(reply, (octets) => (octets[15] = 99))];
    case 19:
      return [edited(reply.slice(0, -8), (octets) => new DataView(octets.buffer).setUint16(2, octets.length))];
    case 21:
      return [edited(reply, (octets) => (octets[8] = 5))];
    case 22:
      return ++asked.times % 3 === 0 ? [reply] : [];
    default:
      return [reply];
  }
}

/** The last two groups of the address are T:Y: T from 0x100 on is an error, as X is above. */
function answers6(packet: Uint8Array, reply: Uint8Array): Uint8Array[] {
  const view = new DataView(packet.buffer);
  const [kind, code] = [view.getUint16(36), view.getUint16(38)];
  const error6 = (type: number, why: number): Uint8Array =>
    icmpv6ErrorFor(packet, {
      type,
      code: why,
      source: (readDestination6(packet) & ~0xffffn) | 0xfen,
      hopLimit: 64,
      rest: type === 2 ? 1280 : type === 4 ? 6 : 0,
    });
  if (kind >= 0x100) return [error6(kind - 0x100, code)];
  switch (code) {
    case 0x11:
      return [reply, new Uint8Array(reply)];
    case 0x12:
      return [edited6(reply, (octets) => (octets[octets.length - 1]! ^= 0xff))];
    case 0x18:
      return [edited6(reply, (octets) => (octets[23]! ^= 1))];
    case 0x20:
      return [edited6(reply, () => undefined, 0xff)];
    case 0x21:
      return [edited6(reply, (octets) => (octets[7] = 5))];
    case 0x13:
      return [error6(3, 0)];
    case 0x14:
      return [error6(1, 3)];
    case 0x15:
      return [error6(2, 0)];
    case 0x16:
      return [];
    default:
      return [reply];
  }
}

function error(packet: Uint8Array, type: number, code: number, {quotedData}: {quotedData: number}): Uint8Array {
  const source = ((readDestination(packet) & 0xffff_ff00) | 254) >>> 0;
  return icmpErrorFor(packet, {
    type,
    code,
    source,
    ttl: 64,
    identification: 1,
    quotedData,
    nextHopMtu: type === 3 && code === 4 ? MTU : 0,
    pointer: 16,
    gateway: ((readDestination(packet) & 0xffff_0000) | 0x101) >>> 0,
  });
}

/** A copy with both checksums right again. */
function edited(packet: Uint8Array, edit: (octets: Uint8Array) => void): Uint8Array {
  const octets = new Uint8Array(packet);
  edit(octets);
  const view = new DataView(octets.buffer);
  for (const [place, start, end] of [
    [10, 0, IP],
    [IP + 2, IP, octets.length],
  ] as const) {
    view.setUint16(place, 0);
    view.setUint16(place, checksum(octets.subarray(start, end)));
  }
  return octets;
}

/** The same of IPv6. @param wrong bits of the checksum that are turned over */
function edited6(packet: Uint8Array, edit: (octets: Uint8Array) => void, wrong = 0): Uint8Array {
  const octets = new Uint8Array(packet);
  edit(octets);
  finishIcmpv6(octets, 40);
  octets[42]! ^= wrong;
  return octets;
}
