/** Linux's numbers for the ways an operation can fail (`asm-generic/errno.h`; the same on all its processors but two). */
import {type ErrorCode, NetworkError} from '../errors.ts';

export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  EAGAIN: 11,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ENAMETOOLONG: 36,
  EMSGSIZE: 90,
  EOPNOTSUPP: 95,
  EAFNOSUPPORT: 97,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETDOWN: 100,
  ENETUNREACH: 101,
  ENOBUFS: 105,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
  ECANCELED: 125,
} as const;

/** Codes that are no errno, and what a kernel would say. */
const OTHER: Readonly<Partial<Record<ErrorCode, number>>> = {
  EUSAGE: ERRNO.EINVAL,
  ENOTFOUND: ERRNO.ENOENT,
  EMALFORMED: ERRNO.EINVAL,
};

/** What a system call returns, negated, that failed for this reason. A lab that can not be reached is an EIO. */
export function errnoOf(reason: unknown): number {
  const {code} = NetworkError.from(reason);
  return OTHER[code] ?? (code in ERRNO ? ERRNO[code as keyof typeof ERRNO] : ERRNO.EIO);
}
