/**
 * Every way an operation can fail on purpose, named after the errno the real systems use.
 * Codes are stable: scripts and the API's clients may compare them.
 */
export const ERROR_CODES = {
  /** The words typed do not form a request (exit status 2). */
  EUSAGE: 'wrong usage',
  /** No daemon could be reached or started (exit status 69). */
  ENODAEMON: 'no daemon could be reached',
  /** The client and the daemon are of different versions. */
  EPROTO: 'versions differ',
  /** No such interface or device. */
  ENODEV: 'no such device',
  /** The device has no node yet: it has never been up. */
  ENXIO: 'device not configured',
  /** No such host, queue or other named thing. */
  ENOENT: 'no such thing',
  /** A name could not be resolved to an address. */
  ENOTFOUND: 'unknown host',
  /** It exists already. */
  EEXIST: 'exists already',
  /** No such route. */
  ESRCH: 'no such route',
  /** A value that can never be right there. */
  EINVAL: 'invalid argument',
  /** Somebody else has it open, or it is in use. */
  EBUSY: 'busy',
  /** What was opened has been closed. */
  EBADF: 'not open',
  /** Nothing to read now. */
  EAGAIN: 'would block',
  /** The device is down. */
  EIO: 'input/output error',
  /** The packet is longer than the device or the path carries. */
  EMSGSIZE: 'message too long',
  /** No route to the destination, or a route that rejects it. */
  ENETUNREACH: 'network is unreachable',
  /** The next hop can not be reached. */
  EHOSTUNREACH: 'no route to host',
  /** Nobody has the port there. */
  ECONNREFUSED: 'connection refused',
  /** The interface of the route is down. */
  ENETDOWN: 'network is down',
  /** A queue is full. */
  ENOBUFS: 'no buffer space available',
  /** Somebody else has the port. */
  EADDRINUSE: 'address already in use',
  /** The address is not one of this host's. */
  EADDRNOTAVAIL: 'address not available',
  /** The address family is not supported there. */
  EAFNOSUPPORT: 'address family not supported',
  /** The device can not do that. */
  EOPNOTSUPP: 'operation not supported',
  /** Octets that are not the packet they claim to be. */
  EMALFORMED: 'malformed packet',
  /** A route prohibits it, or a directory or file is not safe to use. */
  EACCES: 'permission denied',
  /** A socket path longer than the system takes. */
  ENAMETOOLONG: 'name too long',
  /** The time allowed is over. */
  ETIMEDOUT: 'timed out',
  /** The caller gave up. */
  ECANCELED: 'canceled',
  /** A fault of tunlab itself; `cause` holds what happened. */
  EINTERNAL: 'internal error',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export type ErrorDetail = Readonly<Record<string, unknown>>;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code);
}

/** Every failure raised on purpose. `code` is stable; `message` is one line for people. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.detail = detail;
  }

  /** `reason` itself where it is a NetworkError, else an EINTERNAL that carries it as its cause. */
  static from(reason: unknown): NetworkError {
    if (reason instanceof NetworkError) return reason;
    const message = reason instanceof Error ? reason.message : String(reason);
    return new NetworkError('EINTERNAL', message, {}, {cause: reason});
  }
}
