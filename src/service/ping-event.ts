/** What a ping tells, as events of the API. */
import type {IpOption, PingEvent} from '../api/schema/ping.ts';
import type {HostNames} from '../lab/host-names.ts';
import type {PingReport} from '../lab/ping-options.ts';
import {formatAddress} from '../packet/address.ts';
import {toHex} from '../packet/hex.ts';
import {formatIp} from '../packet/ip-address.ts';
import {IPV4_HEADER_LENGTH, readHeaderLength} from '../packet/ipv4.ts';
import {type Ipv4Option, parseIpv4Options} from '../packet/ipv4-options.ts';
import type {EchoError, EchoMessage} from '../stack/endpoint/echo-endpoint.ts';

/** @param names of the host that pings */
export function pingEvent(report: PingReport, names: HostNames): PingEvent {
  const at = report.at / 1000;
  switch (report.event) {
    case 'reply': {
      const {message, duplicate, wrong} = report;
      return {
        event: 'reply',
        at,
        ...answer(report, names),
        duplicate,
        ...(wrong && {wrong: {...wrong, data: toHex(message.data)}}),
        ...(message.options && {ip_options: parseIpv4Options(message.options).map(ipOption)}),
      };
    }
    case 'icmp-error': {
      const options = quotedOptions(report.message);
      return {event: 'icmp-error', at, ...error(report, names), ...(options.length > 0 && {quoted_options: options})};
    }
    case 'icmp':
      return {event: 'icmp', at, ...error(report, names)};
    case 'send-failed': {
      const {seq, mtu, error} = report;
      const {code, message} = error;
      return {event: 'send-failed', at, seq, code, message, ...(mtu !== undefined && {mtu})};
    }
    case 'sent':
    case 'end':
      return {...report, at};
  }
}

interface Answer {
  readonly message: EchoMessage;
  readonly rtt?: number | undefined;
}

type AnswerFields = Pick<Extract<PingEvent, {event: 'reply'}>, 'seq' | 'from' | 'name' | 'octets' | 'ttl' | 'rtt'>;

function answer({message, rtt}: Answer, names: HostNames): AnswerFields {
  const {sequence, from, octets, ttl} = message;
  const name = names.nameOf(from);
  return {
    seq: sequence,
    from: formatIp(from),
    ...(name !== undefined && {name}),
    octets,
    ttl,
    ...(rtt !== undefined && {rtt}),
  };
}

interface IcmpError {
  readonly message: EchoError;
  readonly rtt?: number | undefined;
}

type ErrorFields = Omit<Extract<PingEvent, {event: 'icmp'}>, 'event' | 'at'>;

function error(report: IcmpError, names: HostNames): ErrorFields {
  const {type, code, mtu, gateway, pointer, quoted} = report.message;
  return {
    ...answer(report, names),
    type,
    code,
    ...(mtu !== undefined && {mtu}),
    ...(gateway !== undefined && {gateway: formatIp(gateway)}),
    ...(pointer !== undefined && {pointer}),
    quoted: toHex(quoted),
  };
}

/** Of the IPv4 header that an error quotes. */
function quotedOptions({quoted}: EchoError): IpOption[] {
  if (quoted[0]! >>> 4 !== 4) return [];
  return parseIpv4Options(quoted.subarray(IPV4_HEADER_LENGTH, readHeaderLength(quoted))).map(ipOption);
}

function ipOption(option: Ipv4Option): IpOption {
  switch (option.type) {
    case 'record-route':
      return {type: 'record-route', route: option.route.map(formatAddress)};
    case 'timestamp': {
      const times = option.times.map(({address, time, standard}) => ({
        ...(address !== undefined && {address: formatAddress(address)}),
        time,
        standard,
      }));
      return {type: 'timestamp', times, missed: option.missed};
    }
    case 'no-operation':
    case 'other':
      return option;
  }
}
