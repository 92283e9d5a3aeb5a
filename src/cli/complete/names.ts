/** Names from a running lab. Nothing is started for them: where no daemon answers, there are none. */
import type {LabApi} from '../../api/lab-api.ts';
import {NetworkError} from '../../errors.ts';
import type {NameKind} from './places.ts';

export interface Candidate {
  readonly word: string;
  readonly about?: string;
}

/** Whose names: those of one host, of one lab, on one machine. */
export interface NameSource {
  readonly lab: LabApi;
  readonly host: string;
  /** The labs of this user. */
  readonly labs: () => Promise<readonly string[]>;
}

export async function namesOf(kind: NameKind, source: NameSource): Promise<readonly Candidate[]> {
  try {
    return await ask(kind, source);
  } catch (reason) {
    if (reason instanceof NetworkError) return [];
    throw reason;
  }
}

async function ask(kind: NameKind, {lab, host, labs}: NameSource): Promise<readonly Candidate[]> {
  switch (kind) {
    case ':files':
    case ':commands':
      return [{word: kind}];
    case '<lab>':
      return plain(await labs());
    case '<interface>':
      return (await lab.listInterfaces({host})).map(({ifname, flags, addr_info: [first]}) => ({
        word: ifname,
        about: [flags.includes('UP') ? 'up' : 'down', ...(first ? [first.local] : [])].join(', '),
      }));
    case '<device>':
      return plain((await lab.listDevices({host})).map(({ifname}) => ifname));
    case '<bridge>':
      return plain((await lab.listBridges({host})).map(({ifname}) => ifname));
    case '<host>':
      return plain((await lab.listHosts({})).map(({name}) => name));
    case '<wire>':
      return plain((await lab.listWires({})).map(({name}) => name));
    case '<end>': {
      const hosts = await lab.listHosts({});
      return plain(
        hosts.flatMap(({name, interfaces}) => interfaces.filter(isNic).map((ifname) => `${name}:${ifname}`)),
      );
    }
    case '<address>':
      return plain((await addressesOn(lab, host)).map(({local}) => local));
    case '<destination>':
      return destinations(lab, host);
    case '<udp-port>':
      return plain((await lab.listUdp({host})).map(({port}) => String(port)));
    case '<sysctl>': {
      const {settings} = await lab.showHost({host});
      return Object.entries(settings).map(([name, value]) => ({
        word: `${name}=${value ? 0 : 1}`,
        about: `is ${value ? 1 : 0}`,
      }));
    }
  }
}

/** Names the host knows, the other ends of its tunnels, and its own addresses. */
async function destinations(lab: LabApi, host: string): Promise<readonly Candidate[]> {
  const [{names}, addresses] = await Promise.all([lab.showHost({host}), addressesOn(lab, host)]);
  return [
    ...Object.entries(names).map(([word, known]) => ({word, about: known.join(', ')})),
    ...addresses.flatMap(({address}) => (address === undefined ? [] : [{word: address, about: 'the other end'}])),
    ...addresses.map(({local}) => ({word: local, about: `of ${host}`})),
  ];
}

async function addressesOn(lab: LabApi, host: string) {
  return (await lab.listInterfaces({host})).flatMap(({addr_info: addresses}) => addresses);
}

function isNic(ifname: string): boolean {
  return !/^(?:lo|tun|tap|br)\d+$/.test(ifname);
}

function plain(words: readonly string[]): readonly Candidate[] {
  return words.map((word) => ({word}));
}
