/** Datagrams of a tunnel through this machine's own UDP, of both versions of IP. */
import {createSocket, type RemoteInfo, type Socket} from 'node:dgram';
import {NetworkError} from '../errors.ts';
import {formatIp, type IpAddress, isIpv6, parseIp} from '../packet/ip-address.ts';
import type {Outside, Receive} from './outside.ts';

/** Datagrams on their way into the kernel, beyond which there is no room. */
const MOST_UNDER_WAY = 1024;
const BUFFER_LENGTH = 4 << 20;

/** @param port a free one where it is `undefined` @throws {NetworkError} EADDRINUSE, EACCES */
export async function openMachineOutside(port: number | undefined, receive: Receive): Promise<Outside> {
  const four = await bound('udp4', port ?? 0);
  const {port: taken} = four.address();
  let six: Socket | undefined;
  try {
    six = await bound('udp6', taken);
  } catch (error) {
    // Without IPv6 on this machine there is none outside.
    if (!isWithoutIpv6(error)) {
      four.close();
      throw NetworkError.from(error);
    }
  }
  const sockets = [four, six].filter((socket) => socket !== undefined);
  let end: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    end = resolve;
  });
  for (const socket of sockets) {
    const read = reader(receive);
    socket.on('message', read);
    // What the network says of a datagram ends nothing.
    socket.on('error', () => undefined);
  }
  let underWay = 0;
  let open = true;
  const sent = () => {
    underWay--;
  };
  return {
    port: taken,
    closed,
    send(datagram, {address, port: to}) {
      const socket = isIpv6(address) ? six : four;
      if (!open || !socket || underWay >= MOST_UNDER_WAY) return false;
      underWay++;
      socket.send(Uint8Array.from(datagram), to, formatIp(address), sent);
      return true;
    },
    close() {
      open = false;
      for (const socket of sockets) socket.close();
      end();
      return Promise.resolve();
    },
  };
}

function bound(type: 'udp4' | 'udp6', port: number): Promise<Socket> {
  const socket = createSocket({
    type,
    ipv6Only: type === 'udp6',
    // Nothing but addresses is ever sent to; they need no looking up.
    lookup: (address, _options, found) => found(null, address, type === 'udp4' ? 4 : 6),
  });
  return new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      reject(notBound(port, error));
    });
    socket.bind(port, () => {
      socket.removeAllListeners('error');
      try {
        socket.setRecvBufferSize(BUFFER_LENGTH);
        socket.setSendBufferSize(BUFFER_LENGTH);
      } catch {
        // Smaller ones will do.
      }
      resolve(socket);
    });
  });
}

function reader(receive: Receive): (datagram: Uint8Array, source: RemoteInfo) => void {
  let text = '';
  let address: IpAddress | undefined;
  return (datagram, source) => {
    // One peer says much, so its address is read once.
    if (source.address !== text) {
      text = source.address;
      address = parseIp(text.replace(/%.*/s, ''));
    }
    if (address !== undefined) receive(datagram, address, source.port);
  };
}

function notBound(port: number, error: NodeJS.ErrnoException): NetworkError {
  const code = error.code === 'EADDRINUSE' || error.code === 'EAFNOSUPPORT' ? error.code : 'EACCES';
  const cause = error.code ?? error.message;
  return new NetworkError(code, `the UDP port ${port} of this machine can not be had (${cause})`, {port, cause});
}

function isWithoutIpv6(error: unknown): boolean {
  const {code, detail} = NetworkError.from(error);
  return code === 'EAFNOSUPPORT' || detail['cause'] === 'EADDRNOTAVAIL';
}
