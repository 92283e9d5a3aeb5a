/** The socket by which a running tunnel is asked how it is, and to end. */
import {rmSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {checkSocketPath} from '../api/paths.ts';
import {NetworkError} from '../errors.ts';
import type {TunnelStatus} from './tunnel-status.ts';
import {formatUapi, parseUapiRequest, UAPI_DONE, UAPI_REFUSED} from './uapi.ts';

/** No request is longer. */
const LONGEST_REQUEST = 4096;

export interface ControlOptions {
  /** Path of the socket; nobody listens there. */
  readonly path: string;
  readonly status: () => TunnelStatus;
  /** Called when the tunnel is to end. */
  readonly stop: () => void;
}

export interface ControlServer {
  /** Tells those who asked for the end that it is done. */
  close(): void;
}

/** @throws {NetworkError} EACCES, ENAMETOOLONG */
export function serveControl({path, status, stop}: ControlOptions): Promise<ControlServer> {
  checkSocketPath(path);
  rmSync(path, {force: true});
  const sockets = new Set<Socket>();
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const wait = () => {
      waiting.add(socket);
      stop();
    };
    answer(socket, status, wait);
  });
  return new Promise((resolve, reject) => {
    const umask = process.umask(0o177);
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new NetworkError('EACCES', `the socket ${path} can not be made (${error.code ?? error.message})`));
    });
    server.listen(path, () => {
      resolve({close: () => close(server, sockets, waiting)});
    });
    process.umask(umask);
  });
}

function answer(socket: Socket, status: () => TunnelStatus, stop: () => void): void {
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (piece) => {
    text += String(piece);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const request = parseUapiRequest(text.slice(0, end));
      text = text.slice(end + 2);
      switch (request) {
        case 'get':
          socket.write(formatUapi(status()));
          break;
        case 'status':
          socket.write(`${JSON.stringify(status())}\n${UAPI_DONE}`);
          break;
        case 'stop':
          stop();
          break;
        case undefined:
          socket.write(UAPI_REFUSED);
      }
    }
    if (text.length > LONGEST_REQUEST) socket.destroy();
  });
}

function close(server: Server, sockets: ReadonlySet<Socket>, waiting: ReadonlySet<Socket>): void {
  // Closing removes the file too.
  server.close();
  for (const socket of sockets) {
    if (waiting.has(socket)) socket.write(UAPI_DONE);
    socket.destroySoon();
  }
}
