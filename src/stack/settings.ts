/** What can be set about a host as a whole, under the names that BSD and Linux have for it. */
import {NetworkError} from '../errors.ts';

export interface HostSettings {
  /** Pass on packets that are for somebody else (RFC 1812). */
  forwarding: boolean;
  /** Tell senders of a better next hop (RFC 792). */
  redirects: boolean;
}

export function initialSettings(): HostSettings {
  return {forwarding: false, redirects: true};
}

/** Every name a setting has; the first is the one that is printed. */
export const SETTING_NAMES: Readonly<Record<keyof HostSettings, readonly string[]>> = {
  forwarding: ['net.inet.ip.forwarding', 'net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'],
  redirects: ['net.inet.ip.redirect', 'net.ipv4.conf.all.send_redirects'],
};

/** @throws {NetworkError} ENOENT: no setting has that name */
export function settingNamed(name: string): keyof HostSettings {
  for (const [setting, names] of Object.entries(SETTING_NAMES)) {
    if (names.includes(name)) return setting as keyof HostSettings;
  }
  const known = Object.values(SETTING_NAMES).map(([first]) => first);
  throw new NetworkError('ENOENT', `there is no setting ${name}; there are: ${known.join(', ')}`);
}
