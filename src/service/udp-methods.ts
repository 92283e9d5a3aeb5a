/** UDP ports that have a node, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import {ANY} from '../packet/address.ts';
import {groupsOf} from './destination.ts';
import {addressOf} from './parse.ts';
import {udpState} from './present-udp.ts';
import type {ServiceContext} from './service-context.ts';

type UdpMethods = Pick<LabApi, 'listUdp' | 'bindUdp' | 'closeUdp'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function udpMethods({lab, kept}: ServiceContext): UdpMethods {
  return {
    async listUdp({host}) {
      const {udp} = lab.host(host);
      return [...udp].map((node) => udpState(node, udp.locate(node)));
    },

    async bindUdp({host: name, port, address: text, join}) {
      const {host, udp} = lab.host(name);
      const address = text === undefined ? ANY : addressOf(text);
      const node = udp.bind({address, port, groups: groupsOf(host, address, join)});
      return kept(udpState(node, udp.locate(node)));
    },

    async closeUdp({host, port}) {
      lab.host(host).udp.close(port);
      return kept({});
    },
  };
}
