/** One host of a lab as the kernel of programs that know nothing of labs. */
import type {Duplex} from 'node:stream';
import type {LabApi} from '../api/lab-api.ts';
import {AF} from './address-octets.ts';
import {type Answer, ControlStream, LITTLE, type SystemCall} from './control-stream.ts';
import {errnoOf} from './errno.ts';
import {interfaceRequest} from './interface-requests.ts';
import {ipv6Request} from './ipv6-requests.ts';
import {isOfRoute, routeRequest} from './route-requests.ts';
import {Rtnetlink} from './rtnetlink.ts';
import {TunDriver} from './tun-driver.ts';

const DONE: Answer = {errno: 0};

/** Answers what `stream`, the supervisor's, asks, as long as it is open. */
export function emulateKernel(stream: Duplex, lab: LabApi, host: string): void {
  const driver = new TunDriver(lab, host);
  const rtnetlink = new Rtnetlink(lab, host);
  // One after the other, as a kernel does under its lock: the second request of a program may rest on the first.
  let last = Promise.resolve(DONE);
  const control = new ControlStream(stream, (call) => {
    last = last.then(() => answer(call).catch((reason: unknown) => ({errno: errnoOf(reason)})));
    return last;
  });

  async function answer({kind, slot, data}: SystemCall): Promise<Answer> {
    switch (kind) {
      case 'setiff':
        return {errno: 0, data: await driver.setInterface(slot, data)};
      case 'set':
        await driver.set(slot, data);
        return DONE;
      case 'is-up':
        return {errno: await driver.emptyWrite(slot)};
      case 'ioctl':
        return ioctl(lab, host, data);
      case 'netlink': {
        const datagram = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        await rtnetlink.take(datagram, slot, (reply) => control.sendDatagram(slot, reply));
        return {errno: 0, data: new Uint8Array(BigUint64Array.of(BigInt(datagram.length)).buffer)};
      }
      case 'closed':
        driver.closed(slot);
        return DONE;
    }
  }
}

async function ioctl(lab: LabApi, host: string, data: DataView): Promise<Answer> {
  const [command, family] = [data.getUint32(0, LITTLE), data.getUint32(4, LITTLE)];
  const structure = new DataView(data.buffer, data.byteOffset + 8);
  if (family === AF.inet6) await ipv6Request(lab, host, command, structure);
  else if (isOfRoute(command)) await routeRequest(lab, host, command, structure);
  else return {errno: 0, data: await interfaceRequest(lab, host, command, structure)};
  return DONE;
}
