/** Which frames are meant, as requests of the API say it. */
import type {FrameMatch as AskedMatch, WireEnd} from '../api/schema/wire.ts';
import type {FrameMatch} from '../link/wire-match.ts';
import {canonicalName} from '../names.ts';
import {addressOf} from './parse.ts';

/** @throws {NetworkError} EUSAGE: an address that is none */
export function frameMatch({from, source, destination, port, ...match}: AskedMatch): FrameMatch {
  return {
    ...(from && {from: `${from.host}:${canonicalName(from.ifname)}`}),
    ...(match.ether_type !== undefined && {etherType: match.ether_type}),
    ...(match.protocol !== undefined && {protocol: match.protocol}),
    ...(source !== undefined && {source: addressOf(source)}),
    ...(destination !== undefined && {destination: addressOf(destination)}),
    ...(port !== undefined && {port}),
    ...(match.icmp_type !== undefined && {icmpType: match.icmp_type}),
    ...(match.minimum_length !== undefined && {minimumLength: match.minimum_length}),
  };
}

/** A station's label in parts; no name of a host has a colon. */
export function endOf(label: string): WireEnd {
  const [host = '', ifname = ''] = label.split(':');
  return {host, ifname};
}
