/** The values requests are made of, with the bounds every request is checked against. */
import Type from 'typebox';

export const HostName = Type.String({minLength: 1, maxLength: 63, description: 'name of an emulated host'});
export const InterfaceName = Type.String({minLength: 1, maxLength: 64, description: 'an interface, in any spelling'});
export const Ipv4 = Type.String({maxLength: 15, pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$', description: 'IPv4 address'});
export const PrefixLength = Type.Integer({minimum: 0, maximum: 32});
export const Prefix = Type.String({
  maxLength: 18,
  pattern: '^(default|\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?)$',
  description: 'destination: "default", an address, or network/length',
});
/** Two hex digits an octet; long enough for the longest IP packet behind the longest link header. */
export const Hex = Type.String({maxLength: 2 * 65_549, pattern: '^([0-9a-fA-F]{2})*$', description: 'octets in hex'});
export const Metric = Type.Integer({minimum: 0, maximum: 0x7fff_ffff});

/** Path parameters of everything that belongs to one interface of one host. */
export const OnHost = {host: HostName};
export const OnInterface = {host: HostName, ifname: InterfaceName};
