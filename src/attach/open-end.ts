/** The far ends that a command can name. */
import {createSocket, type Socket as UdpSocket} from 'node:dgram';
import {once} from 'node:events';
import {rmSync} from 'node:fs';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {checkSocketPath} from '../api/paths.ts';
import {NetworkError} from '../errors.ts';
import {DatagramEnd} from './datagram-end.ts';
import type {FarEnd} from './far-end.ts';
import {type FramingName, framingNamed} from './framing.ts';
import {readSocketAddress, type SocketAddress} from './socket-address.ts';
import {StreamEnd} from './stream-end.ts';
import {UdpEnd} from './udp-end.ts';

export type EndChoice =
  | {readonly kind: 'fd'; readonly fd: number}
  | {readonly kind: 'stdio'}
  | {readonly kind: 'connect' | 'listen'; readonly address: string};

/** Far ends one after the other: one, or for who listens one for each program that comes. */
export interface FarEnds extends AsyncIterable<FarEnd> {
  /** Where it listens, as its clients name it. */
  readonly listens?: string;
  close(): void;
}

/** @throws {NetworkError} EUSAGE, EBADF, ECONNREFUSED, EADDRINUSE, EACCES, ENAMETOOLONG */
export async function openEnds(choice: EndChoice, framing: FramingName): Promise<FarEnds> {
  switch (choice.kind) {
    case 'fd':
      return single(new DatagramEnd(choice.fd));
    case 'stdio':
      return single(new StreamEnd(process.stdin, process.stdout, framingNamed(ofStream(framing))));
    case 'connect':
      return single(await connected(readSocketAddress(choice.address), framing));
    case 'listen': {
      const address = readSocketAddress(choice.address);
      if (framing !== 'datagram') return listening(address, framing);
      const end = new UdpEnd(await udpSocket(address, 'bind'));
      return {...single(end), listens: choice.address};
    }
  }
}

function single(end: FarEnd): FarEnds {
  return {
    async *[Symbol.asyncIterator]() {
      yield await Promise.resolve(end);
    },
    close: () => end.close(),
  };
}

async function connected(address: SocketAddress, framing: FramingName): Promise<FarEnd> {
  if (framing === 'datagram') return new UdpEnd(await udpSocket(address, 'connect'));
  if ('path' in address) checkSocketPath(address.path);
  const socket = connect(address);
  await happens(socket, 'connect', address);
  return new StreamEnd(socket, socket, framingNamed(framing));
}

async function listening(address: SocketAddress, framing: Exclude<FramingName, 'datagram'>): Promise<FarEnds> {
  if ('path' in address) checkSocketPath(address.path);
  // One program at a time: the next one waits until the one before it has gone.
  const server: Server = createServer({pauseOnConnect: true});
  const waiting: Socket[] = [];
  let next: (() => void) | undefined;
  let current: FarEnd | undefined;
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    waiting.push(socket);
    next?.();
  });
  server.listen(address);
  await happens(server, 'listening', address);
  const close = (): void => {
    server.close();
    current?.close();
    for (const socket of waiting.splice(0)) socket.destroy();
    if ('path' in address) rmSync(address.path, {force: true});
    next?.();
  };
  return {
    listens: 'path' in address ? address.path : `${address.host}:${(server.address() as {port: number}).port}`,
    close,
    async *[Symbol.asyncIterator]() {
      while (server.listening || waiting.length > 0) {
        const socket = waiting.shift();
        if (socket) yield (current = new StreamEnd(socket, socket, framingNamed(framing)));
        else await new Promise<void>((resolve) => (next = resolve));
      }
    },
  };
}

async function udpSocket(address: SocketAddress, how: 'bind' | 'connect'): Promise<UdpSocket> {
  if ('path' in address) {
    throw new NetworkError('EUSAGE', 'datagrams go by UDP: write HOST:PORT, or use another framing on that socket');
  }
  const socket = createSocket(address.host.includes(':') ? 'udp6' : 'udp4');
  if (how === 'bind') socket.bind(address.port, address.host);
  else socket.connect(address.port, address.host);
  await happens(socket, how === 'bind' ? 'listening' : 'connect', address);
  return socket;
}

async function happens(emitter: Server | Socket | UdpSocket, event: string, address: SocketAddress): Promise<void> {
  try {
    await once(emitter, event);
  } catch (reason) {
    const where = 'path' in address ? address.path : `${address.host}:${address.port}`;
    const {code, message} = reason as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new NetworkError('EADDRINUSE', `somebody listens at ${where} already`);
    if (code === 'ECONNREFUSED' || code === 'ENOENT')
      throw new NetworkError('ECONNREFUSED', `nobody listens at ${where}`);
    throw new NetworkError('EACCES', `${where} can not be used: ${message}`);
  }
}

function ofStream(framing: FramingName): Exclude<FramingName, 'datagram'> {
  if (framing !== 'datagram') return framing;
  throw new NetworkError(
    'EUSAGE',
    'standard input is a stream: choose u32, u16 or hex, or --fd 0 if it is a socket of datagrams',
  );
}
