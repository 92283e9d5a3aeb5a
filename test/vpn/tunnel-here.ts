/** Our end of a tunnel, with the host of a lab behind it, in the process of the test: its numbers can be other ones. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {LabApi} from '../../src/api/lab-api.ts';
import type {PingRequest} from '../../src/api/schema/ping.ts';
import {deviceNodes} from '../../src/daemon/device-nodes.ts';
import {NodeServer} from '../../src/daemon/node-server.ts';
import {Lab} from '../../src/lab/lab.ts';
import {localLab} from '../../src/service/local-lab.ts';
import {RealClock} from '../../src/time/real-clock.ts';
import {parseConfig} from '../../src/vpn/config.ts';
import {askStatus} from '../../src/vpn/control-client.ts';
import {keyPairOf, newPrivateKey} from '../../src/vpn/key-pair.ts';
import {formatKey} from '../../src/vpn/key-text.ts';
import {PROTOCOL_CONSTANTS, type ProtocolConstants} from '../../src/vpn/protocol-constants.ts';
import {runTunnel} from '../../src/vpn/run-tunnel.ts';
import {SYSTEM_RANDOM} from '../../src/vpn/system-random.ts';
import {tunnelPlaces} from '../../src/vpn/tunnel-places.ts';
import type {PeerStatus, TunnelStatus} from '../../src/vpn/tunnel-status.ts';
import {pathsIn} from '../daemon/served.ts';
import {INNER} from './wireguard-go-under-test.ts';

const HOST = 'local';
const IFNAME = 'wg0';

export interface Pinged {
  readonly sent: number;
  /** The first answer to each. */
  readonly answered: number;
  readonly longest: number;
}

export class TunnelHere {
  readonly lab: LabApi;
  readonly #directory = mkdtempSync(join(tmpdir(), 'tl-'));
  readonly #paths = pathsIn(this.#directory);
  readonly #faults: unknown[] = [];
  readonly #clock = new RealClock();
  readonly #nodes = new NodeServer({onFault: (fault) => this.#faults.push(fault)});
  #end = new AbortController();
  #running: Promise<void> | undefined;

  constructor() {
    const nodes = deviceNodes(this.#paths, this.#nodes, (fault) => this.#faults.push(fault));
    const lab = new Lab({clock: this.#clock, seed: 1, nodes});
    this.lab = localLab({
      lab,
      hello: () => {
        throw new Error('nobody asks');
      },
    });
  }

  /** Returns when packets may be sent, through this machine's UDP. */
  async up(config: string, constants: Partial<ProtocolConstants> = {}): Promise<TunnelStatus> {
    this.#end = new AbortController();
    await new Promise<void>((resolve, reject) => {
      this.#running = runTunnel({
        settings: {host: HOST, ifname: IFNAME, transport: 'udp', config: parseConfig(config, 'wg0.conf')},
        lab: this.lab,
        paths: this.#paths,
        clock: this.#clock,
        random: SYSTEM_RANDOM,
        constants: {...PROTOCOL_CONSTANTS, ...constants},
        ready: resolve,
        signal: this.#end.signal,
      });
      this.#running.catch(reject);
    });
    return this.status();
  }

  async down(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  async status(): Promise<TunnelStatus> {
    const status = await askStatus(tunnelPlaces(this.#paths, HOST, IFNAME).socket);
    if (!status) throw new Error('the tunnel is not up');
    return status;
  }

  /** Of its one peer. */
  async peer(): Promise<PeerStatus> {
    const {peers} = await this.status();
    return peers[0]!;
  }

  /** What was dropped for that reason. */
  async drops(reason: string): Promise<number> {
    const {drops} = await this.status();
    return drops[reason] ?? 0;
  }

  /**
   * Pings the other end, each as soon as the last one is answered, unless there is an interval.
   *
   * @param until asked after each answer whether it is enough: then those do not count that were sent after what it answers
   */
  async ping(
    request: Omit<PingRequest, 'host'>,
    until: () => Promise<boolean> | boolean = () => false,
  ): Promise<Pinged> {
    let sent = 0;
    let first: number | undefined;
    let longest = 0;
    const answered = new Set<number>();
    for await (const event of this.lab.ping({host: HOST, interval: 0, wait: 10, ...request})) {
      if (event.event === 'sent') {
        sent++;
        first ??= event.seq;
      }
      if (event.event !== 'reply' || event.duplicate || event.wrong) continue;
      answered.add(event.seq);
      longest = Math.max(longest, event.rtt ?? Infinity);
      if (!(await until())) continue;
      sent = event.seq - first! + 1;
      break;
    }
    return {sent, answered: answered.size, longest};
  }

  async remove(): Promise<void> {
    try {
      await this.down();
    } finally {
      this.#clock.stop();
      await this.#nodes.close();
      rmSync(this.#directory, {recursive: true, force: true});
    }
    if (this.#faults.length > 0) throw new AggregateError(this.#faults, 'faults of the lab');
  }
}

/** Keys of both ends, new ones. */
export function newEnds() {
  const [here, there] = [newPrivateKey(SYSTEM_RANDOM), newPrivateKey(SYSTEM_RANDOM)];
  return {
    ours: {privateKey: here, peer: keyPairOf(there).publicKey},
    theirs: {privateKey: there, peer: keyPairOf(here).publicKey},
  };
}

/** A configuration for our end. */
export function thisEnd(keys: {
  readonly privateKey: Uint8Array;
  readonly peer: Uint8Array;
  readonly presharedKey?: Uint8Array | undefined;
  readonly listenPort?: number | undefined;
  /** Where the peer is; without, it waits for the peer to begin. */
  readonly endpoint?: string | undefined;
  /** Seconds. */
  readonly keepalive?: number | undefined;
}): string {
  const {privateKey, peer, presharedKey, listenPort, endpoint, keepalive} = keys;
  return [
    '[Interface]',
    `PrivateKey = ${formatKey(privateKey)}`,
    ...(listenPort === undefined ? [] : [`ListenPort = ${listenPort}`]),
    `Address = ${INNER.here}/24, ${INNER.here6}/64`,
    'MTU = 1420',
    '[Peer]',
    `PublicKey = ${formatKey(peer)}`,
    ...(presharedKey ? [`PresharedKey = ${formatKey(presharedKey)}`] : []),
    `AllowedIPs = ${INNER.there}/32, ${INNER.there6}/128`,
    ...(endpoint === undefined ? [] : [`Endpoint = ${endpoint}`]),
    ...(keepalive === undefined ? [] : [`PersistentKeepalive = ${keepalive}`]),
    '',
  ].join('\n');
}
