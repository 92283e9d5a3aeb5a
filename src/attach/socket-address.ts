/** Where a program listens or is listened for: a path of a Unix socket, or `HOST:PORT`, or `PORT` of this machine. */
import {NetworkError} from '../errors.ts';

export type SocketAddress = {readonly path: string} | {readonly host: string; readonly port: number};

/** @throws {NetworkError} EUSAGE */
export function readSocketAddress(text: string): SocketAddress {
  if (text.includes('/')) return {path: text};
  const [, host = '', port = ''] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port !== '' && Number(port) <= 0xffff)
    return {host: host.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1', port: Number(port)};
  const shown = JSON.stringify(text.slice(0, 80));
  throw new NetworkError('EUSAGE', `${shown} is neither the path of a socket (./vpn.sock) nor HOST:PORT`);
}
