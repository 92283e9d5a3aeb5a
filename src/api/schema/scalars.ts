/** The values requests are made of, with the bounds every request is checked against. */
import Type, {type Static} from 'typebox';

export const HostName = Type.String({minLength: 1, maxLength: 63, description: 'name of an emulated host'});
export const InterfaceName = Type.String({minLength: 1, maxLength: 64, description: 'an interface, in any spelling'});
export const Ipv4 = Type.String({maxLength: 15, pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$', description: 'IPv4 address'});
/** Which of them are addresses is for whoever reads them to say. */
export const Ip = Type.String({
  maxLength: 45,
  pattern: '^(\\d{1,3}(\\.\\d{1,3}){3}|[\\da-fA-F:.]*:[\\da-fA-F:.]*)$',
  description: 'IPv4 or IPv6 address',
});
/** As `ip -j` names the versions of IP. */
export const Family = Type.Enum(['inet', 'inet6']);
export type Family = Static<typeof Family>;
export const PrefixLength = Type.Integer({minimum: 0, maximum: 128});
export const Prefix = Type.String({
  maxLength: 49,
  pattern: '^(default|(\\d{1,3}(\\.\\d{1,3}){3}|[\\da-fA-F:.]*:[\\da-fA-F:.]*)(/\\d{1,3})?)$',
  description: 'destination: "default", an address, or network/length',
});
/** Two hex digits an octet; long enough for the longest IP packet behind the longest link header. */
export const Hex = Type.String({maxLength: 2 * 65_549, pattern: '^([0-9a-fA-F]{2})*$', description: 'octets in hex'});
export const Metric = Type.Integer({minimum: 0, maximum: 0x7fff_ffff});

/** Path parameters of everything that belongs to one interface of one host. */
export const OnHost = {host: HostName};
export const OnInterface = {host: HostName, ifname: InterfaceName};
