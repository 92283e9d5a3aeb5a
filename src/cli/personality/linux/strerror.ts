import type {ErrorCode} from '../../../errors.ts';

/** What glibc's `strerror` says. Codes that no system call has are not in it. */
const GLIBC: ReadonlyMap<string, string> = new Map<ErrorCode, string>([
  ['ENODEV', 'No such device'],
  ['ENXIO', 'No such device or address'],
  ['EEXIST', 'File exists'],
  ['ESRCH', 'No such process'],
  ['EINVAL', 'Invalid argument'],
  ['EBUSY', 'Device or resource busy'],
  ['EMSGSIZE', 'Message too long'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['EHOSTUNREACH', 'No route to host'],
  ['ENETDOWN', 'Network is down'],
  ['ENOBUFS', 'No buffer space available'],
  ['EADDRINUSE', 'Address already in use'],
  ['EADDRNOTAVAIL', 'Cannot assign requested address'],
  ['EAFNOSUPPORT', 'Address family not supported by protocol'],
  ['EOPNOTSUPP', 'Operation not supported'],
]);

/** glibc's words for a code; `undefined` where it has none, so that the failure is none of a system call. */
export function strerror(code: string): string | undefined {
  return GLIBC.get(code);
}
