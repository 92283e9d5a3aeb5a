/** What the commands of vpn print. Key names are those of wg's own JSON where it has them. */
import Type from 'typebox';

const Count = Type.Integer({minimum: 0});
const Key = Type.String({description: '44 characters of base64'});
const Secret = Type.String({description: '(hidden) unless it was asked for'});

export const WireguardKey = Type.Object({key: Key});

export const TunnelName = Type.Object({interface: Type.String()});
export const TunnelNames = Type.Array(Type.String());

const TunnelPeer = Type.Object({
  publicKey: Key,
  presharedKey: Type.Optional(Secret),
  endpoint: Type.Optional(Type.String({description: 'address:port, IPv6 in brackets'})),
  allowedIps: Type.Array(Type.String({description: 'network/length'})),
  latestHandshake: Type.Integer({minimum: 0, description: 'ms since 1970; 0: never'}),
  transferRx: Type.Integer({minimum: 0, description: 'octets of messages that came'}),
  transferTx: Type.Integer({minimum: 0, description: 'octets of messages that went'}),
  persistentKeepalive: Type.Integer({minimum: 0, description: 'seconds; 0: off'}),
});

export const Tunnel = Type.Object({
  interface: Type.String(),
  host: Type.String(),
  pid: Count,
  transport: Type.Enum(['lab', 'udp'], {description: "by the host's UDP, or by this machine's"}),
  publicKey: Key,
  privateKey: Secret,
  listenPort: Count,
  mtu: Count,
  peers: Type.Array(TunnelPeer),
  drops: Type.Record(Type.String(), Count, {description: 'what went no further, by reason'}),
});
