/** Whom `ping` of FreeBSD 14 means. */
import {inetAton} from '../c-numbers.ts';
import {complaint, EX, type Failure} from './failure.ts';
import type {KnownNames} from './known-names.ts';
import type {PingFamily} from './ping-words.ts';

/** IPv4 comes first, as where no other policy was chosen. @throws {Failure} */
export function familyOf(target: string, names: KnownNames): PingFamily {
  if (inetAton(target) !== undefined || names.addressOf(target, 'inet') !== undefined) return 'inet';
  if (names.addressOf(target.replace(/%.*$/, ''), 'inet6') !== undefined) return 'inet6';
  throw unresolved(target, 'Name does not resolve');
}

/** @throws {Failure} */
export function addressOf(target: string, family: PingFamily, names: KnownNames): string {
  const address =
    family === 'inet'
      ? (inetAton(target) ?? names.addressOf(target, 'inet'))
      : names.addressOf(target.replace(/%.*$/, ''), 'inet6');
  if (address !== undefined) return address;
  throw unresolved(target, family === 'inet' ? 'Unknown host' : 'Name does not resolve');
}

function unresolved(target: string, why: string): Failure {
  return complaint('ping', `cannot resolve ${target}: ${why}`, EX.noHost, 'ENOTFOUND');
}
