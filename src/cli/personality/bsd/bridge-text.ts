/** A bridge as `ifconfig` of FreeBSD 14 prints it: there is no spanning tree here, so that its part of it is the same. */
import type {BsdBridge} from './interface-kind.ts';

const NOBODY = '00:00:00:00:00:00';
/** That a bridge here remembers at most. */
const MOST_STATIONS = 4096;
/** Of a link of 1 Gbit/s, and of one that does not say how fast it is. */
const COST = {nic: 20_000, other: 2_000_000} as const;

/** @returns lines without the tab in front of each */
export function bridgeLines({ageing, ports}: BsdBridge): string[] {
  return [
    `id ${NOBODY} priority 32768 hellotime 2 fwddelay 15`,
    `maxage 20 holdcnt 6 proto rstp maxaddr ${MOST_STATIONS} timeout ${Math.round(ageing)}`,
    `root id ${NOBODY} priority 32768 ifcost 0 port 0`,
    ...ports.flatMap(({name, number, kind}) => [
      `member: ${name} flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>`,
      `        ifmaxaddr 0 port ${number} priority 128 path cost ${kind === 'nic' ? COST.nic : COST.other}`,
    ]),
  ];
}
