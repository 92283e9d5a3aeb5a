/** What asks a running tunnel. */
import {connect} from 'node:net';
import {checkSocketPath} from '../api/paths.ts';
import {NetworkError} from '../errors.ts';
import type {TunnelStatus} from './tunnel-status.ts';

const LONGEST_ANSWER = 64 << 20;
const PATIENCE = 10_000;
/** Nobody listens there. */
const NOBODY: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'ECONNRESET', 'EPIPE']);

/** How the tunnel at a socket is; `undefined`: there is none. */
export async function askStatus(path: string): Promise<TunnelStatus | undefined> {
  const answer = await ask(path, 'status=1');
  return answer === undefined ? undefined : (JSON.parse(answer) as TunnelStatus);
}

/** Ends the tunnel at a socket, and returns when it has undone all. @returns `false`: there is none */
export async function askToStop(path: string): Promise<boolean> {
  return (await ask(path, 'stop=1')) !== undefined;
}

function ask(path: string, request: string): Promise<string | undefined> {
  checkSocketPath(path);
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    let refused = false;
    socket.setEncoding('utf8');
    socket.setTimeout(PATIENCE, () => {
      socket.destroy(new NetworkError('ETIMEDOUT', `the tunnel at ${path} does not answer`));
    });
    socket.on('connect', () => void socket.write(`${request}\n\n`));
    socket.on('data', (piece) => {
      text += String(piece);
      if (text.length > LONGEST_ANSWER) socket.destroy();
      if (text.endsWith('errno=0\n\n')) {
        resolve(text.slice(0, -'errno=0\n\n'.length));
        socket.destroy();
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      refused = NOBODY.has(error.code);
      if (!refused) reject(NetworkError.from(error));
    });
    // Who ends while it is asked is as good as not there.
    socket.on('close', () => resolve(undefined));
  });
}
