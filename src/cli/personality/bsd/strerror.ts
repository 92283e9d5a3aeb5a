import type {ErrorCode} from '../../../errors.ts';

/** What FreeBSD's `strerror` says. Codes that no system call has are not in it. */
const FREEBSD: ReadonlyMap<string, string> = new Map<ErrorCode, string>([
  ['ENOENT', 'No such file or directory'],
  ['ESRCH', 'No such process'],
  ['EIO', 'Input/output error'],
  ['ENXIO', 'Device not configured'],
  ['EBADF', 'Bad file descriptor'],
  ['EACCES', 'Permission denied'],
  ['EBUSY', 'Device busy'],
  ['EEXIST', 'File exists'],
  ['ENODEV', 'Operation not supported by device'],
  ['EINVAL', 'Invalid argument'],
  ['EAGAIN', 'Resource temporarily unavailable'],
  ['EMSGSIZE', 'Message too long'],
  ['EOPNOTSUPP', 'Operation not supported'],
  ['EAFNOSUPPORT', 'Address family not supported by protocol family'],
  ['EADDRINUSE', 'Address already in use'],
  ['EADDRNOTAVAIL', "Can't assign requested address"],
  ['ENETDOWN', 'Network is down'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['ENOBUFS', 'No buffer space available'],
  ['ETIMEDOUT', 'Operation timed out'],
  ['ECONNREFUSED', 'Connection refused'],
  ['ENAMETOOLONG', 'File name too long'],
  ['EHOSTUNREACH', 'No route to host'],
  ['ECANCELED', 'Operation canceled'],
]);

/** FreeBSD's words for a code; `undefined` where it has none, so that the failure is none of a system call. */
export function strerror(code: string): string | undefined {
  return FREEBSD.get(code);
}
