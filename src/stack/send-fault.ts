import {type ErrorCode, NetworkError} from '../errors.ts';

/** Why a packet could not be sent; `undefined` in its place means that it was. */
export type SendFault =
  | 'no-route'
  | 'rejected'
  | 'prohibited'
  | 'interface-down'
  | 'too-long'
  | 'queue-full'
  | 'no-carrier'
  | 'host-unreachable'
  | 'no-source'
  | 'no-scope'
  | 'backlog-full';

const ERRORS: Readonly<Record<SendFault, readonly [ErrorCode, string]>> = {
  'no-route': ['ENETUNREACH', 'no route leads there'],
  rejected: ['ENETUNREACH', 'a route rejects it'],
  prohibited: ['EACCES', 'a route prohibits it'],
  'interface-down': ['ENETDOWN', 'the interface of the route is down'],
  'too-long': ['EMSGSIZE', 'the packet is longer than the MTU'],
  'queue-full': ['ENOBUFS', 'the queue of the device is full'],
  'no-carrier': ['ENETDOWN', 'the interface has no link'],
  'host-unreachable': ['EHOSTUNREACH', 'nobody on the network has the next hop'],
  'no-source': ['EADDRNOTAVAIL', 'this host has no address to send from'],
  'no-scope': ['EINVAL', 'it is on every link: say which interface, as in fe80::1%eth0'],
  'backlog-full': ['ENOBUFS', 'too many packets are on their way inside this host'],
};

export function sendError(fault: SendFault): NetworkError {
  const [code, message] = ERRORS[fault];
  return new NetworkError(code, message, {reason: fault});
}
