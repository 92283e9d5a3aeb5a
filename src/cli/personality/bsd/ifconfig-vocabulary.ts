/** Words of `ifconfig` of FreeBSD 14 behind the name of an interface. */
import type {AddressFamily} from './interface-text.ts';

/** How many words stand behind each of those that the lab can not do, for its words are not an address. */
interface Unsupported {
  readonly values: 0 | 1 | 2;
  /** What FreeBSD says it was about; the word itself where it is left out. */
  readonly about?: string;
  readonly code?: 'EINVAL' | 'EOPNOTSUPP';
}

export const FAMILIES: ReadonlyMap<string, AddressFamily> = new Map([
  ['inet', 'inet'],
  ['inet6', 'inet6'],
  ['link', 'link'],
  ['ether', 'link'],
  ['lladdr', 'link'],
]);

/** What a driver could do and no interface here can: asking for it changes nothing, and FreeBSD says nothing either. */
const CAPABILITIES = [
  'rxcsum',
  'txcsum',
  'rxcsum6',
  'txcsum6',
  'netcons',
  'polling',
  'tso',
  'tso4',
  'tso6',
  'toe',
  'lro',
  'txtls',
  'wol',
  'wol_ucast',
  'wol_mcast',
  'wol_magic',
  'txrtlmt',
  'txtlsrtlmt',
  'hwrxtstmp',
  'mextpg',
  'vlanmtu',
  'vlanhwtag',
  'vlanhwfilter',
  'vlanhwtso',
  'vlanhwcsum',
];
export const CAPABILITY_WORDS: ReadonlySet<string> = new Set(CAPABILITIES.flatMap((word) => [word, `-${word}`]));

/** What every interface here is anyway. */
export const AS_IT_IS: ReadonlySet<string> = new Set([
  '-debug',
  '-link0',
  '-link1',
  '-link2',
  '-monitor',
  '-staticarp',
  '-stickyarp',
  'normal',
  '-description',
  '-descr',
  '-pcp',
  'nud',
  'auto_linklocal',
  '-no_radr',
  '-no_prefer_iface',
  '-no_dad',
  '-defaultif',
  '-tentative',
  '-deprecated',
  '-autoconf',
  '-prefer_source',
]);

const FLAG_WORDS = ['debug', 'link0', 'link1', 'link2', 'monitor', 'staticarp', 'stickyarp', 'compress', 'noicmp'];
const ND6_WORDS = ['-nud', '-auto_linklocal', 'no_radr', 'no_prefer_iface', 'no_dad'];
const ADDRESS_WORDS = ['anycast', 'tentative', 'deprecated', 'autoconf', 'prefer_source'];
const PORT_WORDS = ['discover', 'learn', 'sticky', 'span', 'stp', 'edge', 'autoedge', 'ptp', 'autoptp', 'private'];

export const UNSUPPORTED: ReadonlyMap<string, Unsupported> = new Map<string, Unsupported>([
  ...FLAG_WORDS.map((word) => [word, {values: 0}] as const),
  ...ND6_WORDS.map((word) => [word, {values: 0, about: 'ioctl(SIOCSIFINFO_IN6)'}] as const),
  ...ADDRESS_WORDS.map((word) => [word, {values: 0, about: 'ioctl (SIOCAIFADDR)'}] as const),
  ...PORT_WORDS.flatMap((word) =>
    [word, `-${word}`].map((each) => [each, {values: 1, about: 'unable to get bridge flags'}] as const),
  ),
  ['defaultif', {values: 0, about: 'ioctl(SIOCSDEFIFACE_IN6)'}],
  ['pltime', {values: 1, about: 'ioctl (SIOCAIFADDR)'}],
  ['vltime', {values: 1, about: 'ioctl (SIOCAIFADDR)'}],
  ['description', {values: 1, about: 'ioctl SIOCSIFDESCR (set descr)'}],
  ['descr', {values: 1, about: 'ioctl SIOCSIFDESCR (set descr)'}],
  ['name', {values: 1, about: 'ioctl SIOCSIFNAME (set name)'}],
  ['pcp', {values: 1, about: 'SIOCSLANPCP'}],
  ['tunnel', {values: 2, about: 'SIOCSIFPHYADDR', code: 'EINVAL'}],
  ['-tunnel', {values: 0, about: 'SIOCDIFPHYADDR', code: 'EINVAL'}],
  ['deletetunnel', {values: 0, about: 'SIOCDIFPHYADDR', code: 'EINVAL'}],
  ['group', {values: 1, about: ' SIOCAIFGROUP'}],
  ['tunnelfib', {values: 1, about: 'ioctl (SIOCSTUNFIB)', code: 'EINVAL'}],
  ['vlan', {values: 1, about: 'SIOCSETVLAN', code: 'EINVAL'}],
  ['vlandev', {values: 1, about: 'SIOCSETVLAN', code: 'EINVAL'}],
  ['vhid', {values: 1, about: 'SIOCGVH'}],
]);
