/** Device nodes as Unix sockets: an application opens one, reads frames out of it and writes frames into it. */
import {lstatSync, mkdirSync, unlinkSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {dirname} from 'node:path';
import {NetworkError} from '../errors.ts';
import {FrameDecoder, FrameWriter, LONGEST_FRAME, REFUSED_LENGTH} from '../api/frame.ts';
import {checkSocketPath} from '../api/paths.ts';
import type {NodeDevice, NodeReader, OpenNode} from '../tunnel/device-node.ts';

/** Octets the application has not read, beyond which the device keeps its frames. */
const READER_LIMIT = 262_144;
/** Connections waiting to be told that the node is open already, or being told. */
const MOST_CONNECTIONS = 16;

interface ServedNode {
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

export interface NodeServerOptions {
  /** Told of a fault of tunlab itself; the connection it happened on is closed. */
  readonly onFault?: (error: unknown) => void;
}

export class NodeServer {
  readonly #nodes = new Map<string, ServedNode>();
  readonly #onFault: (error: unknown) => void;

  constructor(options: NodeServerOptions = {}) {
    this.#onFault = options.onFault ?? (() => undefined);
  }

  /**
   * Serves `device` at `path`; when this returns, it can be opened. The directories on the way are made 0700. A socket
   * left there by a killed daemon is replaced: only who holds the lab's lock may call this.
   *
   * @throws {NetworkError} ENAMETOOLONG; EEXIST: something else is at `path`; EACCES.
   */
  add(path: string, device: NodeDevice): void {
    checkSocketPath(path);
    if (this.#nodes.has(path)) throw new NetworkError('EEXIST', `the device node ${path} is there already`, {path});
    makeRoom(path);
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      this.#serve(socket, device);
    });
    server.maxConnections = MOST_CONNECTIONS;
    // What `listen` failed with comes in the next turn; that it failed shows at once.
    server.on('error', (error) => this.#onFault(error));
    server.listen(path);
    if (!server.listening) throw new NetworkError('EACCES', `the device node ${path} can not be made`, {path});
    this.#nodes.set(path, {server, sockets});
  }

  /** Closes the node for whoever has it open, and removes it. Nothing happens if there is none. */
  async remove(path: string): Promise<void> {
    const node = this.#nodes.get(path);
    if (node === undefined) return;
    this.#nodes.delete(path);
    const closed = new Promise<void>((resolve) => {
      // This also unlinks the socket, before it returns.
      node.server.close(() => resolve());
    });
    for (const socket of node.sockets) socket.destroy();
    await closed;
  }

  /** Serves `device` at another path; who has it open keeps it. @throws {NetworkError} as `add`; nothing has changed then */
  move(from: string, to: string, device: NodeDevice): void {
    const node = this.#nodes.get(from);
    if (node === undefined) return;
    this.add(to, device);
    const {sockets} = this.#nodes.get(to)!;
    for (const socket of node.sockets) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    this.#nodes.delete(from);
    // This unlinks the socket; connections stay.
    node.server.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#nodes.keys()].map((path) => this.remove(path)));
  }

  #serve(socket: Socket, device: NodeDevice): void {
    // What breaks a connection shows in its being closed.
    socket.on('error', () => undefined);
    const connection = new Connection(socket, this.#onFault);
    try {
      connection.serve(device);
    } catch (error) {
      if (!(error instanceof NetworkError)) this.#onFault(error);
      refuse(socket);
    }
  }
}

/** One application at one node. */
class Connection implements NodeReader {
  readonly #socket: Socket;
  readonly #writer: FrameWriter;
  readonly #decoder = new FrameDecoder(LONGEST_FRAME);
  readonly #onFault: (error: unknown) => void;
  #node: OpenNode | undefined;
  /** The device was told to wait. */
  #waiting = false;

  constructor(socket: Socket, onFault: (error: unknown) => void) {
    this.#socket = socket;
    this.#onFault = onFault;
    this.#writer = new FrameWriter(socket, () => this.#pull());
  }

  /** @throws {NetworkError} what the device refuses the opener with. */
  serve(device: NodeDevice): void {
    this.#node = device.open(this);
    this.#socket.on('data', (chunk) => this.#receive(chunk));
    this.#socket.on('close', () => this.#close());
    // What has waited for an application to come.
    this.#waiting = true;
    this.#pull();
  }

  ready(): boolean {
    const ready = this.#writer.pending < READER_LIMIT && !this.#socket.destroyed;
    if (!ready) this.#waiting = true;
    return ready;
  }

  take(frame: Uint8Array): void {
    if (!this.#socket.destroyed) this.#writer.write(frame);
  }

  #pull(): void {
    // Half of the room has to be free again, lest a slow reader be handed frames one by one.
    if (!this.#waiting || this.#writer.pending > READER_LIMIT / 2) return;
    this.#waiting = false;
    try {
      this.#node?.pull();
    } catch (error) {
      this.#fail(error);
    }
  }

  #receive(chunk: Uint8Array): void {
    try {
      this.#decoder.push(chunk, this.#write);
    } catch (error) {
      // What the device refuses is caught below: this is the stream itself, or a fault.
      if (error instanceof NetworkError) {
        // One reason, not the message: that holds a number which the peer chooses.
        this.#node?.refuse('frame-too-long');
        this.#socket.destroy();
        this.#close();
      } else {
        this.#fail(error);
      }
    }
  }

  readonly #write = (frame: Uint8Array): void => {
    // An earlier frame of this chunk may have made the device close its node.
    if (this.#socket.destroyed) return;
    try {
      this.#node?.write(frame);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
    }
  };

  #fail(error: unknown): void {
    this.#onFault(error);
    this.#socket.destroy();
    this.#close();
  }

  #close(): void {
    const node = this.#node;
    this.#node = undefined;
    node?.close();
  }
}

/** Tells a second opener that it is one, and hangs up. */
function refuse(socket: Socket): void {
  const refusal = Buffer.alloc(4);
  refusal.writeUInt32BE(REFUSED_LENGTH);
  socket.resume();
  socket.write(refusal);
  socket.destroySoon();
}

/** @throws {NetworkError} EEXIST, EACCES */
function makeRoom(path: string): void {
  try {
    mkdirSync(dirname(path), {recursive: true, mode: 0o700});
    const stats = lstatSync(path, {throwIfNoEntry: false});
    if (stats?.isSocket() === true) unlinkSync(path);
    else if (stats !== undefined) throw new NetworkError('EEXIST', `${path} is in the way: it is no socket`, {path});
  } catch (error) {
    if (error instanceof NetworkError) throw error;
    const {code} = error as NodeJS.ErrnoException;
    const message = `the device node ${path} can not be made (${code ?? 'unknown'})`;
    throw new NetworkError('EACCES', message, {path}, {cause: error});
  }
}
