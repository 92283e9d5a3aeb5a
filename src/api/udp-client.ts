/** An application's end of the node of a UDP port. */
import {NetworkError} from '../errors.ts';
import {formatIp, parseIp} from '../packet/ip-address.ts';
import {emitUdpFrame, parseUdpFrame} from '../packet/udp-frame.ts';
import {type NodeConnection, openNode} from './node-client.ts';

export interface Datagram {
  /** Where it came from, or is to go: an IP address in text. */
  readonly address: string;
  readonly port: number;
  /** Of one that was received, a view the consumer may keep. */
  readonly data: Uint8Array;
}

/**
 * A UDP port whose node is open. Iterating gives batches: the datagrams that arrived together. The iteration ends when
 * either side closes; it fails with EBUSY when somebody else has the node open.
 */
export interface UdpConnection
  extends AsyncIterable<readonly Datagram[]>, Pick<NodeConnection, 'closed' | 'drained' | 'close'> {
  /**
   * Copies the datagram and sends it at the end of this turn. Nothing is sent when the node is `full` (wait for
   * `drained()`) or `closed`.
   *
   * @throws {NetworkError} EAFNOSUPPORT: not an IP address. EINVAL: not a port. EMSGSIZE: longer than any node takes.
   */
  send(datagram: Datagram): 'queued' | 'full' | 'closed';
}

/** Opens the node at `path`, such as `$TUNLAB_DEV/udp/5000`. @throws {NetworkError} as `openNode` does */
export async function openUdp(path: string): Promise<UdpConnection> {
  const node = await openNode(path);
  return {
    closed: node.closed,
    drained: () => node.drained(),
    close: () => node.close(),
    send: (datagram) => node.write(frameOf(datagram)),
    [Symbol.asyncIterator]: () => datagrams(node),
  };
}

async function* datagrams(node: NodeConnection): AsyncGenerator<readonly Datagram[], void, undefined> {
  for await (const frames of node) yield frames.map(datagramIn);
}

function frameOf({address: text, port, data}: Datagram): Uint8Array {
  const address = parseIp(text);
  if (address === undefined) {
    throw new NetworkError('EAFNOSUPPORT', `${JSON.stringify(text.slice(0, 80))} is not an IP address`);
  }
  if (!Number.isInteger(port) || port < 1 || port > 0xffff) {
    throw new NetworkError('EINVAL', `${port} is not a port: a number from 1 to 65535`);
  }
  return emitUdpFrame({address, port, data});
}

/** @throws {NetworkError} EMALFORMED: not what a node writes */
function datagramIn(frame: Uint8Array): Datagram {
  const {address, port, data} = parseUdpFrame(frame);
  return {address: formatIp(address), port, data};
}
