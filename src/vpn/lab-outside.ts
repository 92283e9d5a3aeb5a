/** Datagrams of a tunnel through the UDP port of a lab's host. */
import {openNode} from '../api/node-client.ts';
import {emitUdpFrame, parseUdpFrame, udpFrameFault} from '../packet/udp-frame.ts';
import type {Endpoint} from './endpoint.ts';
import type {Outside, Receive} from './outside.ts';

const NOTHING = new Uint8Array();
const LONGEST_FRAME = 65_549;

/** @param node path of the port's node @throws {NetworkError} as `openNode` does */
export async function openLabOutside(node: string, port: number, receive: Receive): Promise<Outside> {
  const connection = await openNode(node, {
    onFrame(frame) {
      if (udpFrameFault(frame)) return;
      const {data, address, port: from} = parseUdpFrame(frame);
      receive(data, address, from);
    },
  });
  const frame = new Uint8Array(LONGEST_FRAME);
  /** Whose header stands at the start of `frame`. */
  let last: Endpoint | undefined;
  let headerLength = 0;
  return {
    port,
    closed: connection.closed,
    send(datagram, to) {
      if (to !== last) {
        const header = emitUdpFrame({...to, data: NOTHING});
        frame.set(header);
        headerLength = header.length;
        last = to;
      }
      const length = headerLength + datagram.length;
      if (length > LONGEST_FRAME) return false;
      frame.set(datagram, headerLength);
      return connection.write(frame.subarray(0, length)) === 'queued';
    },
    close: () => connection.close(),
  };
}
