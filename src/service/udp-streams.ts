/** UDP for applications as streams of the API's events: a port is somebody's for as long as the stream runs. */
import type {
  DatagramEvent,
  UdpErrorEvent,
  UdpReceive,
  UdpReceiveEvent,
  UdpSend,
  UdpSendEvent,
} from '../api/schema/udp.ts';
import {NetworkError} from '../errors.ts';
import {ANY} from '../packet/address.ts';
import {fromHex, toHex} from '../packet/hex.ts';
import {formatIp, isIpv6} from '../packet/ip-address.ts';
import type {Host} from '../stack/host.ts';
import {sendError} from '../stack/send-fault.ts';
import type {UdpMessage} from '../stack/endpoint/udp-endpoint.ts';
import {groupsOf, sourceOf} from './destination.ts';
import {addressOf, interfaceOf} from './parse.ts';
import {icmpError} from './present-udp.ts';
import {resolvedDestination} from './resolve.ts';
import type {ServiceContext} from './service-context.ts';
import {UdpMailbox} from './udp-mailbox.ts';

/** @throws {NetworkError} EADDRINUSE, EADDRNOTAVAIL, ENOBUFS: the port can not be had */
export async function* udpReceive(
  context: ServiceContext,
  request: UdpReceive,
  signal?: AbortSignal,
): AsyncGenerator<UdpReceiveEvent> {
  const labHost = context.lab.host(request.host);
  const {host} = labHost;
  const {count = Infinity, port, timeout, echo = false} = request;
  const address = request.address === undefined ? ANY : addressOf(request.address);
  const groups = groupsOf(host, address, request.join);
  const mailbox = new UdpMailbox(context, labHost, {address, port, groups}, signal);
  try {
    yield {event: 'bound', address: formatIp(address), port: mailbox.port};
    let until = momentAfter(context, timeout);
    for (let received = 0; received < count;) {
      const message = await mailbox.next(until);
      if (!message) return;
      const failed = echo && message.kind === 'datagram' ? sendBack(host, mailbox.port, message) : undefined;
      yield udpEvent(message, mailbox.takeLost());
      if (failed) yield {event: 'send-failed', code: failed.code, message: failed.message};
      if (message.kind === 'error') continue;
      received++;
      until = momentAfter(context, timeout);
    }
  } finally {
    mailbox.close();
  }
}

/** @throws {NetworkError} ENOTFOUND, EINVAL, EADDRINUSE, EADDRNOTAVAIL, ENODEV, and whatever keeps it from being sent */
export async function* udpSend(
  context: ServiceContext,
  request: UdpSend,
  signal?: AbortSignal,
): AsyncGenerator<UdpSendEvent> {
  const labHost = context.lab.host(request.host);
  const {host} = labHost;
  const {destination: name, port, source_port, ttl, dont_fragment, wait} = request;
  const data = fromHex(request.data);
  if (!data) throw new NetworkError('EUSAGE', 'the data is not hex: two digits an octet');
  const {address: destination, device: zone} = await resolvedDestination(context, labHost, request, signal);
  const source = sourceOf(host, request.source, destination);
  const device = zone ?? interfaceOf(host, request.device);
  const mailbox = new UdpMailbox(context, labHost, {address: source ?? ANY, port: source_port}, signal);
  try {
    const sent = context.lab.clock.now();
    const until = momentAfter(context, wait);
    const fault = host.sendUdp({
      source,
      sourcePort: mailbox.port,
      destination,
      destinationPort: port,
      data,
      ttl,
      dontFragment: dont_fragment,
      device,
    });
    if (fault) throw sendError(fault);
    yield {
      event: 'sent',
      destination: name,
      address: formatIp(destination),
      port,
      source_port: mailbox.port,
      octets: data.length,
    };
    const answer = until === undefined ? undefined : await mailbox.next(until);
    if (answer) yield {...udpEvent(answer, mailbox.takeLost()), rtt: context.lab.clock.now() - sent};
  } finally {
    mailbox.close();
  }
}

function momentAfter({lab}: ServiceContext, seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : lab.clock.now() + seconds * 1000;
}

/** From the address that was meant (RFC 1122 §4.1.3.5), to a sender that can be one: port 0 asks for no answer (RFC 768). */
function sendBack(host: Host, port: number, message: UdpMessage & {kind: 'datagram'}): NetworkError | undefined {
  const {from, fromPort, to, data} = message;
  if (fromPort === 0 || host.interfaces.isBroadcast(from)) return undefined;
  const own = host.interfaces.isOwn(to) || (!isIpv6(to) && to >>> 24 === 127);
  const fault = host.sendUdp({
    source: own ? to : undefined,
    sourcePort: port,
    destination: from,
    destinationPort: fromPort,
    data,
  });
  return fault && sendError(fault);
}

function udpEvent(message: UdpMessage, lost: number): DatagramEvent | UdpErrorEvent {
  if (message.kind === 'datagram') {
    const {from, fromPort, to, ttl, data} = message;
    return {
      event: 'datagram',
      from: formatIp(from),
      from_port: fromPort,
      to: formatIp(to),
      octets: data.length,
      ttl,
      hex: toHex(data),
      ...(lost > 0 && {lost}),
    };
  }
  return {event: 'icmp-error', ...icmpError(message), quoted: toHex(message.quoted)};
}
