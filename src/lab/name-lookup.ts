/** A stub resolver: asks a host's name servers for the address of a name, over the host's own UDP (RFC 1035 §7). */
import {ANY} from '../packet/address.ts';
import {
  DNS_PORT,
  DNS_RCODE,
  DNS_TYPE,
  type DnsAnswer,
  type DnsRecord,
  emitDnsQuestion,
  isDomainName,
  readDnsAnswer,
} from '../packet/dns.ts';
import {type IpAddress, formatIp, isIpv6} from '../packet/ip-address.ts';
import {UNSPECIFIED} from '../packet/ipv6-address.ts';
import type {Random} from '../random.ts';
import type {UdpEndpoint, UdpMessage} from '../stack/endpoint/udp-endpoint.ts';
import type {Host} from '../stack/host.ts';
import type {Clock, Timer} from '../time/clock.ts';

/** As resolv.conf(5) has them where it says nothing: milliseconds for an answer, and how often each server is asked. */
const PATIENCE = 5000;
const ATTEMPTS = 2;
/** Other names that a name may have, one behind the other. */
const MOST_ALIASES = 16;
/** Ports that a question may come from (RFC 6335 §6), and how often a free one is tried for. */
const PORTS = {first: 49_152, count: 16_384, tries: 8} as const;

export type LookupOutcome =
  | {readonly kind: 'found'; readonly address: IpAddress}
  /** `absent`: there is no such name, or it has no such address. `failed`: no server said so or otherwise. */
  | {readonly kind: 'absent' | 'failed'; readonly reason: string};

export interface LookupOptions {
  readonly host: Host;
  readonly clock: Clock;
  readonly random: Random;
  /** In the order in which they are asked; at least one. */
  readonly servers: readonly IpAddress[];
  /** As `isDomainName` has it. */
  readonly name: string;
  /** Which addresses; if left out, one of IPv4, else one of IPv6. */
  readonly version?: 4 | 6 | undefined;
  /** Called once, unless it is stopped before. */
  readonly onEnd: (outcome: LookupOutcome) => void;
}

export class NameLookup {
  readonly #options: LookupOptions;
  readonly #types: number[];
  /** What is asked for now: the name itself, or another one that it has. */
  #name: string;
  #aliases = 0;
  #tries = 0;
  #id = 0;
  #server: IpAddress = 0;
  #endpoint: UdpEndpoint | undefined;
  #timer: Timer | undefined;
  /** What became of the last question. */
  #reason = '';
  #over = false;

  constructor(options: LookupOptions) {
    this.#options = options;
    this.#name = options.name.replace(/\.$/, '').toLowerCase();
    const {version} = options;
    this.#types = [...(version === 6 ? [] : [DNS_TYPE.a]), ...(version === 4 ? [] : [DNS_TYPE.aaaa])];
    this.#ask();
  }

  stop(): void {
    this.#over = true;
    this.#close();
  }

  #ask(): void {
    this.#close();
    const {host, clock, servers} = this.#options;
    for (; this.#tries < ATTEMPTS * servers.length;) {
      this.#server = servers[this.#tries++ % servers.length]!;
      this.#endpoint = this.#bind();
      if (!this.#endpoint) break;
      // The timer first: an answer may come in the very call that sends.
      this.#timer = clock.after(PATIENCE, () => this.#next('did not answer'));
      this.#id = this.#options.random.next16();
      const fault = host.sendUdp({
        sourcePort: this.#endpoint.port,
        destination: this.#server,
        destinationPort: DNS_PORT,
        data: emitDnsQuestion(this.#id, {name: this.#name, type: this.#types[0]!}),
      });
      if (!fault) return;
      this.#reason = `${formatIp(this.#server)} can not be reached`;
      this.#close();
    }
    this.#end({kind: 'failed', reason: this.#reason || 'no UDP port is free'});
  }

  /** A port that nobody can foresee who has not the seed. */
  #bind(): UdpEndpoint | undefined {
    const {host, random} = this.#options;
    for (let tries = 0; tries < PORTS.tries; tries++) {
      try {
        const port = PORTS.first + (random.next() % PORTS.count);
        return host.udp.bind(isIpv6(this.#server) ? UNSPECIFIED : ANY, port, (message) => this.#receive(message));
      } catch {
        continue;
      }
    }
    return undefined;
  }

  #receive(message: UdpMessage): 'taken' {
    if (this.#over) return 'taken';
    if (message.kind === 'error') {
      if (message.destination === this.#server) this.#next('can not be reached');
      return 'taken';
    }
    if (message.from !== this.#server || message.fromPort !== DNS_PORT) return 'taken';
    const answer = readDnsAnswer(message.data);
    // What is not the answer is waited past: anybody may have sent it.
    if (typeof answer === 'string' || !this.#isAnswer(answer)) return 'taken';
    this.#take(answer);
    return 'taken';
  }

  #isAnswer({id, question}: DnsAnswer): boolean {
    return id === this.#id && question.name === this.#name && question.type === this.#types[0];
  }

  #take({rcode, truncated, records}: DnsAnswer): void {
    if (rcode === DNS_RCODE.nameError) this.#end({kind: 'absent', reason: 'Unknown host'});
    else if (rcode !== DNS_RCODE.noError) this.#next(`refuses to say (code ${rcode})`);
    else if (truncated) this.#next('has an answer that is too long for a datagram');
    else this.#use(this.#follow(records));
  }

  #use(found: IpAddress | string | undefined): void {
    if (typeof found === 'string') this.#askAnew(found);
    else if (found !== undefined) this.#end({kind: 'found', address: found});
    else {
      this.#types.shift();
      if (this.#types.length > 0) this.#askAnew(this.#name);
      else this.#end({kind: 'absent', reason: 'No address associated with name'});
    }
  }

  /** The address, the name to ask for in its place, or nothing: the name is there and has none. */
  #follow(records: readonly DnsRecord[]): IpAddress | string | undefined {
    let name = this.#name;
    const isOfIpv6 = this.#types[0] === DNS_TYPE.aaaa;
    for (;;) {
      const own = records.filter((record) => record.name === name).map(({data}) => data);
      for (const data of own) if ('address' in data && isIpv6(data.address) === isOfIpv6) return data.address;
      const alias = own.find((data) => 'alias' in data);
      if (!alias || !('alias' in alias)) return name === this.#name ? undefined : name;
      if (++this.#aliases > MOST_ALIASES) return name;
      name = alias.alias;
    }
  }

  #askAnew(name: string): void {
    if (this.#aliases > MOST_ALIASES) {
      this.#end({kind: 'failed', reason: `it has more than ${MOST_ALIASES} other names, one behind the other`});
      return;
    }
    if (!isDomainName(name)) {
      this.#end({kind: 'failed', reason: 'it has another name that can not be asked for'});
      return;
    }
    this.#name = name;
    this.#tries = 0;
    this.#ask();
  }

  #next(reason: string): void {
    this.#reason = `${formatIp(this.#server)} ${reason}`;
    this.#ask();
  }

  #end(outcome: LookupOutcome): void {
    if (this.#over) return;
    this.stop();
    this.#options.onEnd(outcome);
  }

  #close(): void {
    this.#timer?.cancel();
    this.#endpoint?.close();
    this.#endpoint = undefined;
  }
}
