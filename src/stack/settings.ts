/** What can be set about a host as a whole, under the names that BSD and Linux have for it. */
import {NetworkError} from '../errors.ts';

export interface HostSettings {
  /** Pass on packets that are for somebody else (RFC 1812). */
  forwarding: boolean;
  /** Tell senders of a better next hop (RFC 792). */
  redirects: boolean;
  /** The same of IPv6. */
  ipv6Forwarding: boolean;
  ipv6Redirects: boolean;
  /** Listen to routers on interfaces that nothing else is said about (RFC 4861 §6.3). */
  acceptRouters: boolean;
  /** Let IPv6 begin on every interface that comes up; otherwise it begins where somebody asks for it. */
  autoLinkLocal: boolean;
  /** Make no address of the link where IPv6 begins: only what is typed or advertised is there. */
  noLinkLocal: boolean;
  /** Look whether somebody else has an address before it is anybody's (RFC 4862 §5.4). */
  duplicateDetection: boolean;
}

export function initialSettings(): HostSettings {
  return {
    forwarding: false,
    redirects: true,
    ipv6Forwarding: false,
    ipv6Redirects: true,
    acceptRouters: false,
    autoLinkLocal: false,
    noLinkLocal: false,
    duplicateDetection: true,
  };
}

/** Every name a setting has; the first is the one that is printed. */
export const SETTING_NAMES: Readonly<Record<keyof HostSettings, readonly string[]>> = {
  forwarding: ['net.inet.ip.forwarding', 'net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'],
  redirects: ['net.inet.ip.redirect', 'net.ipv4.conf.all.send_redirects'],
  ipv6Forwarding: ['net.inet6.ip6.forwarding', 'net.ipv6.conf.all.forwarding'],
  ipv6Redirects: ['net.inet6.ip6.redirect'],
  acceptRouters: ['net.inet6.ip6.accept_rtadv', 'net.ipv6.conf.all.accept_ra', 'net.ipv6.conf.default.accept_ra'],
  autoLinkLocal: ['net.inet6.ip6.auto_linklocal'],
  noLinkLocal: ['net.ipv6.conf.default.addr_gen_mode', 'net.ipv6.conf.all.addr_gen_mode'],
  duplicateDetection: ['net.inet6.ip6.dad_count', 'net.ipv6.conf.all.accept_dad', 'net.ipv6.conf.default.accept_dad'],
};

/** @throws {NetworkError} ENOENT: no setting has that name */
export function settingNamed(name: string): keyof HostSettings {
  for (const [setting, names] of Object.entries(SETTING_NAMES)) {
    if (names.includes(name)) return setting as keyof HostSettings;
  }
  const known = Object.values(SETTING_NAMES).map(([first]) => first);
  throw new NetworkError('ENOENT', `there is no setting ${name}; there are: ${known.join(', ')}`);
}
