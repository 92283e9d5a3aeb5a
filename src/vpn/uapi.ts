/**
 * The protocol by which wg asks a tunnel in user space how it is: lines of `key=value`, keys in hex, an empty line behind
 * the last. So a socket where wg looks for one lets wg itself show a tunnel.
 */
import type {TunnelStatus} from './tunnel-status.ts';

/** What a request asks for; `undefined`: what nobody here can do. */
export type UapiRequest = 'get' | 'status' | 'stop' | undefined;

/** EOPNOTSUPP of Linux. */
const NOT_SUPPORTED = 95;

/** @param text lines, without the empty one */
export function parseUapiRequest(text: string): UapiRequest {
  switch (text.trim()) {
    case 'get=1':
      return 'get';
    // Ours: all of it as JSON, and the end.
    case 'status=1':
      return 'status';
    case 'stop=1':
      return 'stop';
    default:
      return undefined;
  }
}

export const UAPI_DONE = 'errno=0\n\n';
export const UAPI_REFUSED = `errno=${NOT_SUPPORTED}\n\n`;

/** The answer to `get=1`. */
export function formatUapi({privateKey, listenPort, peers}: TunnelStatus): string {
  const lines = [`private_key=${hexOf(privateKey)}`, `listen_port=${listenPort}`];
  for (const peer of peers) {
    lines.push(
      `public_key=${hexOf(peer.publicKey)}`,
      `preshared_key=${hexOf(peer.presharedKey)}`,
      'protocol_version=1',
    );
    if (peer.endpoint !== undefined) lines.push(`endpoint=${peer.endpoint}`);
    const seconds = Math.floor(peer.latestHandshake / 1000);
    lines.push(
      `last_handshake_time_sec=${seconds}`,
      `last_handshake_time_nsec=${(peer.latestHandshake - seconds * 1000) * 1_000_000}`,
      `tx_bytes=${peer.transferTx}`,
      `rx_bytes=${peer.transferRx}`,
      `persistent_keepalive_interval=${peer.persistentKeepalive}`,
      ...peer.allowedIps.map((prefix) => `allowed_ip=${prefix}`),
    );
  }
  return `${lines.join('\n')}\n${UAPI_DONE}`;
}

/** Of none, zeros. */
function hexOf(key: string | undefined): string {
  return key === undefined ? '0'.repeat(64) : Buffer.from(key, 'base64').toString('hex');
}
