import type {ErrorCode} from '../../errors.ts';

/** What Haiku's `strerror` says. Codes that no system call has are not in it. */
const HAIKU: ReadonlyMap<string, string> = new Map<ErrorCode, string>([
  ['ENODEV', 'No such device'],
  ['ENXIO', 'Device not accessible'],
  ['ENOENT', 'No such file or directory'],
  ['EEXIST', 'File or Directory already exists'],
  // Haiku's stack answers a missing route this way; it never says ESRCH.
  ['ESRCH', 'No such file or directory'],
  ['EINVAL', 'Invalid Argument'],
  ['EBUSY', 'Device/File/Resource busy'],
  ['EBADF', 'Bad file descriptor'],
  ['EAGAIN', 'Operation would block'],
  ['EIO', 'I/O error'],
  ['EMSGSIZE', 'Message too long'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['EHOSTUNREACH', 'No route to host'],
  ['ECONNREFUSED', 'Connection refused'],
  ['ENETDOWN', 'Network is down'],
  ['ENOBUFS', 'No buffer space available'],
  ['EADDRINUSE', 'Address already in use'],
  ['EADDRNOTAVAIL', "Can't assign requested address"],
  ['EAFNOSUPPORT', 'Address family not supported by protocol family'],
  ['EOPNOTSUPP', 'Operation not supported'],
  ['EMALFORMED', 'Bad data'],
  ['EACCES', 'Permission denied'],
  ['ENAMETOOLONG', 'File name too long'],
  ['ETIMEDOUT', 'Operation timed out'],
  ['ECANCELED', 'Operation canceled'],
]);

/** Haiku's words for an error; `message`, the error's own, where Haiku has none. */
export function haikuStrerror({code, message}: {readonly code: string; readonly message: string}): string {
  return HAIKU.get(code) ?? message;
}
