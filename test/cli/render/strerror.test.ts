import {expect, test} from 'vitest';
import {haikuStrerror} from '../../../src/cli/render/strerror.ts';
import {NetworkError} from '../../../src/errors.ts';

test.each([
  ['EINVAL', 'Invalid Argument'],
  ['EEXIST', 'File or Directory already exists'],
  ['ENODEV', 'No such device'],
  ['ESRCH', 'No such file or directory'],
  ['EBUSY', 'Device/File/Resource busy'],
  ['EMALFORMED', 'Bad data'],
  ['ENXIO', 'Device not accessible'],
  ['ENOENT', 'No such file or directory'],
  ['EBADF', 'Bad file descriptor'],
  ['EIO', 'I/O error'],
  ['ECONNREFUSED', 'Connection refused'],
  ['ENETDOWN', 'Network is down'],
  ['EADDRINUSE', 'Address already in use'],
  ['EACCES', 'Permission denied'],
  ['ENAMETOOLONG', 'File name too long'],
  ['ETIMEDOUT', 'Operation timed out'],
  ['ECANCELED', 'Operation canceled'],
  ['EAGAIN', 'Operation would block'],
  ['ENOBUFS', 'No buffer space available'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['EHOSTUNREACH', 'No route to host'],
  ['EMSGSIZE', 'Message too long'],
  ['EOPNOTSUPP', 'Operation not supported'],
  ['EAFNOSUPPORT', 'Address family not supported by protocol family'],
  ['EADDRNOTAVAIL', "Can't assign requested address"],
] as const)('%s: %s', (code, text) => {
  expect(haikuStrerror(new NetworkError(code, 'something else'))).toBe(text);
});

test.each(['EUSAGE', 'ENODAEMON', 'constructor'])('%s: Haiku has no words for it, the message stands', (code) => {
  expect(haikuStrerror({code, message: 'as it was said'})).toBe('as it was said');
});
