/** A service of a few methods over a real store: `createDevice` is kept, `listDevices` tells, nodes echo. */
import {NetworkError} from '../../src/errors.ts';
import type {DeviceState} from '../../src/api/schema/device.ts';
import type {NodeDevice, NodeReader} from '../../src/tunnel/device-node.ts';
import type {LabService, ServiceOptions} from '../../src/daemon/service.ts';
import {fakeLab, HELLO} from './fake-lab.ts';

const QUEUE = {
  packets: 0,
  octets: 0,
  limit_packets: 1,
  limit_octets: null,
  held: false,
  steps: 0,
  enqueued: 0,
  dequeued: 0,
  dropped: 0,
};

export function notebook(options: ServiceOptions): LabService {
  const {lab, version, entries, nodes} = options;
  const devices = new Map<string, DeviceState>();
  const appear = (ifname: string): void => {
    const path = `tun/${ifname.slice(3)}`;
    nodes.check('local', path);
    nodes.appeared('local', path, echo());
    devices.set(ifname, device(ifname, nodes.locate('local', path)));
  };
  const stops: unknown[] = [];
  for (const [key, value] of entries) {
    if (key.startsWith('device/')) appear((value as {ifname: string}).ifname);
    else stops.push(value);
  }
  return {
    api: fakeLab({
      hello: () => Promise.resolve({...HELLO, lab, version, pid: process.pid, uptime: stops.length}),
      createDevice: ({ifname = 'tun0'}) => {
        appear(ifname);
        options.commit(new Map([[`device/${ifname}`, {ifname}]]));
        return Promise.resolve(devices.get(ifname)!);
      },
      listDevices: () => Promise.resolve([...devices.values()]),
      // Gives one frame, then hangs, whatever it is told.
      async *readDevice() {
        yield {hex: '', octets: 0, truncated: 0};
        await new Promise(() => undefined);
      },
      // Says one thing, then nothing until it is told to stop.
      async *ping(_request, signal) {
        yield {event: 'sent', at: 0, seq: 1, size: 56};
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      },
    }),
    close: () => new Map([[`stop/${stops.length}`, 'in order']]),
  };
}

/** Gives back every frame it is given; one opener at a time. */
export function echo(): NodeDevice {
  let reader: NodeReader | undefined;
  return {
    open(opener) {
      if (reader !== undefined) throw new NetworkError('EBUSY', 'open already');
      reader = opener;
      return {
        write: (frame) => {
          if (opener.ready()) opener.take(frame);
        },
        pull: () => undefined,
        refuse: () => undefined,
        close: () => {
          reader = undefined;
        },
      };
    },
  };
}

function device(ifname: string, node: string | null): DeviceState {
  return {
    ifname,
    mode: 'tun',
    node,
    opened: false,
    up: true,
    persist: true,
    link_header: 'none',
    user: null,
    group: null,
    queues: {application: QUEUE, interface: QUEUE},
    refused: {},
  };
}
