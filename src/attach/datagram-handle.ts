/**
 * A datagram socket of any family that another program has made and this one has inherited. Node's own `dgram` refuses a
 * Unix one, and `fs.read` on it can not be ended; the handle underneath `dgram` takes it, and keeps packets whole.
 */
import {readFileSync, readlinkSync} from 'node:fs';
import {NetworkError} from '../errors.ts';

interface SendRequest {
  oncomplete: (error: number) => void;
}

interface UdpHandle {
  onmessage: (length: number, handle: unknown, data: Buffer | undefined) => void;
  open(fd: number): number;
  recvStart(): number;
  recvStop(): number;
  /** Of a connected socket. @returns 0: `oncomplete` follows; above: it is done; below: a negative errno */
  send(request: SendRequest, parts: readonly Uint8Array[], count: number, tells: boolean): number;
  close(): void;
}

interface UdpBinding {
  readonly UDP: new () => UdpHandle;
  readonly SendWrap: new () => SendRequest;
}

export interface DatagramHandle {
  readonly handle: UdpHandle;
  readonly newRequest: () => SendRequest;
}

/** @throws {NetworkError} EBADF: no socket of datagrams; EOPNOTSUPP: this Node has no way to use it */
export function openDatagramHandle(fd: number): DatagramHandle {
  const {binding} = process as unknown as {binding?: (name: string) => Partial<UdpBinding>};
  const {UDP, SendWrap} = binding?.call(process, 'udp_wrap') ?? {};
  if (!UDP || !SendWrap)
    throw new NetworkError('EOPNOTSUPP', 'this version of Node can not use an inherited datagram socket');
  if (isUnixStream(fd))
    throw new NetworkError('EBADF', `descriptor ${fd} is a stream: give it as standard input, with --stdio`);
  const handle = new UDP();
  if (handle.open(fd) < 0) throw new NetworkError('EBADF', `descriptor ${fd} is not a socket of datagrams`);
  return {handle, newRequest: () => new SendWrap()};
}

/** Whether it is a Unix socket of another type than datagrams, at which the handle would end the process. Linux tells. */
function isUnixStream(fd: number): boolean {
  try {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
    if (inode === undefined) return false;
    // Num RefCount Protocol Flags Type St Inode Path; the type of datagrams is 2.
    const line = readFileSync('/proc/net/unix', 'utf8')
      .split('\n')
      .map((text) => text.trim().split(/\s+/))
      .find((fields) => fields[6] === inode);
    return line !== undefined && Number(line[4]) !== 2;
  } catch {
    return false;
  }
}
