import {connect} from 'node:net';
import {checkSocketPath} from './paths.ts';

/** Whether somebody listens at a socket now. @throws {NetworkError} ENAMETOOLONG */
export function isListening(path: string): Promise<boolean> {
  checkSocketPath(path);
  return new Promise((resolve) => {
    const socket = connect(path);
    const tell = (listening: boolean) => (): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.on('connect', tell(true));
    socket.on('error', tell(false));
  });
}
