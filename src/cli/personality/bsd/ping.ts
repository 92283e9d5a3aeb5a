/** `ping` of FreeBSD 14: 0 when a reply came, 2 when none did, else why it could not try. */
import type {PingEvent, PingRequest} from '../../../api/schema/ping.ts';
import {NetworkError} from '../../../errors.ts';
import {personalName} from '../../../names.ts';
import {interfaceNamed} from '../interface-named.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {PingStatistics} from '../../render/ping-statistics.ts';
import {complaint, ending, EX, systemFailure} from './failure.ts';
import {isTold, quotedLength} from './ip-header-text.ts';
import {KnownNames} from './known-names.ts';
import {BsdPingStatistics} from './ping-statistics.ts';
import {addressOf, familyOf} from './ping-target.ts';
import {error6Text, errorText, reply6Text, replyText, RouteRecord, senderOf} from './ping-text.ts';
import {type PingFamily, type PingWords, scanFamily} from './ping-words.ts';
import {checkPing4, readPing4} from './ping4-words.ts';
import {readPing6} from './ping6-words.ts';
import {strerror} from './strerror.ts';

const NO_REPLY = 2;
/** Octets of data that the time stamp of each half is looked for in. */
const TIMED = {inet: 16, inet6: 8} as const;

type EventOf<Name extends PingEvent['event']> = Extract<PingEvent, {event: Name}>;

export const ping: Tool = ending(async (session) => {
  const names = await KnownNames.of(session);
  const scanned = scanFamily(session.words);
  const family = 'family' in scanned ? scanned.family : familyOf(scanned.target, names);
  const words = family === 'inet' ? readPing4(session.words) : readPing6(session.words);
  const {pattern, quiet, source} = words;
  if (pattern !== undefined && !quiet && !session.json) session.out(`PATTERN: 0x${pattern}\n`);
  const from = source === undefined ? undefined : addressOf(source, family, names);
  const address = addressOf(words.target, family, names);
  if (family === 'inet') checkPing4(session.words, address);
  const device = words.device === undefined ? undefined : (await interfaceNamed(session, words.device))?.ifname;
  if (words.device !== undefined && device === undefined) {
    throw complaint('ping', `${words.device}: invalid interface name`, 1, 'ENODEV');
  }
  const zone = words.target.split('%')[1];
  const request: PingRequest = {
    ...words.request,
    host: session.host,
    destination: zone === undefined ? address : `${address}%${zone}`,
    ...(from !== undefined && {source: from}),
    ...(device !== undefined && {device}),
  };
  return new BsdPing(session, words, family, request).run();
});

class BsdPing {
  readonly #session: ToolSession;
  readonly #words: PingWords;
  readonly #family: PingFamily;
  readonly #request: PingRequest;
  readonly #statistics: BsdPingStatistics;
  readonly #events: PingEvent[] = [];
  readonly #record = new RouteRecord();
  readonly #timed: boolean;
  #zone = '';
  #dots = 0;
  #source: string | undefined;

  constructor(session: ToolSession, words: PingWords, family: PingFamily, request: PingRequest) {
    this.#session = session;
    this.#words = words;
    this.#family = family;
    this.#request = request;
    this.#timed = words.size >= TIMED[family];
    this.#statistics = new BsdPingStatistics(this.#timed);
  }

  async run(): Promise<number> {
    const {lab, interrupted, json, err, out, onStatusRequest} = this.#session;
    const stop = onStatusRequest(() => err(this.#statistics.text(this.#words.target)));
    try {
      for await (const event of lab.ping(this.#request, interrupted())) {
        this.#events.push(event);
        if (event.event === 'start') this.#start(event);
        else {
          this.#statistics.add(event);
          if (!json) await this.#tell(event);
        }
      }
    } catch (reason) {
      throw startFault(reason);
    } finally {
      stop();
    }
    if (json) out(`${JSON.stringify(this.#summary())}\n`);
    else out(this.#statistics.text(this.#words.target));
    return this.#status();
  }

  #status(): number {
    if (this.#statistics.received > 0) return 0;
    return this.#family === 'inet6' && this.#statistics.nothingSent ? EX.os : NO_REPLY;
  }

  /** The same for every personality. */
  #summary(): object {
    const summary = new PingStatistics();
    for (const event of this.#events) summary.add(event);
    return {...summary.summary(), events: this.#events};
  }

  #start({address, source}: EventOf<'start'>): void {
    const {target, sizes, size, source: from} = this.#words;
    this.#source = source;
    if (this.#family === 'inet6' && source === undefined) {
      throw systemFailure('ping', 'UDP connect', 'EHOSTUNREACH');
    }
    if (this.#session.json) return;
    if (this.#family === 'inet') {
      const sender = from === undefined ? '' : ` from ${from}`;
      this.#session.out(`PING ${target} (${address})${sender}: ${sizes} data bytes\n`);
      return;
    }
    const [, zone] = (this.#request.destination.includes('%') ? this.#request.destination : '').split('%');
    const scope = zone ?? this.#request.device;
    this.#zone = scope === undefined ? '' : `%${personalName('bsd', scope)}`;
    const line = `PING(${size + 48}=40+8+${size} bytes) ${this.#scoped(source!)} --> ${this.#scoped(address)}\n`;
    this.#session.out(line);
  }

  #scoped(address: string): string {
    return /^fe[89ab]|^ff[0-9a-f]2/i.test(address) ? `${address}${this.#zone}` : address;
  }

  async #tell(event: PingEvent): Promise<void> {
    const {dots, quiet, missed} = this.#words;
    const {out} = this.#session;
    switch (event.event) {
      case 'sent':
        if (dots !== undefined && !quiet) out(dots[this.#dots++ % dots.length]!);
        if (missed && this.#statistics.misses()) out('\x07');
        break;
      case 'send-failed':
        await this.#tellFailure(event);
        break;
      case 'reply':
        this.#tellReply(event);
        break;
      case 'icmp-error':
        this.#tellError(event);
        break;
      case 'icmp':
        this.#tellOther(event);
        break;
      case 'start':
      case 'end':
    }
  }

  async #tellFailure({code}: EventOf<'send-failed'>): Promise<void> {
    const {err, out} = this.#session;
    const fault = await this.#fault(code);
    if (this.#family === 'inet') err(`ping: sendto: ${fault}\n`);
    else {
      err(`ping: sendmsg: ${fault}\n`);
      out(`ping: wrote ${this.#words.target} ${this.#words.size + 8} chars, ret=-1\n`);
    }
  }

  /** No route and a route that rejects are the same; a neighbour that is silent is something else than a gateway. */
  async #fault(code: string): Promise<string> {
    if (code === 'ENETUNREACH') return strerror('EHOSTUNREACH')!;
    if (code !== 'EHOSTUNREACH' || this.#family === 'inet6') return strerror(code) ?? code;
    const {lab, host} = this.#session;
    const {gateway} = await lab.lookupRoute({host, destination: this.#request.destination});
    return gateway === undefined ? 'Host is down' : strerror(code)!;
  }

  #tellReply(event: EventOf<'reply'>): void {
    const {quiet, dots, waitTime, audible, names, verbose, size} = this.#words;
    const {out} = this.#session;
    if (quiet) return;
    if (waitTime !== undefined && this.#timed && (event.rtt ?? 0) > waitTime) this.#statistics.countLate();
    else if (dots !== undefined) out(`\b${this.#record.text(event.ip_options)}`);
    else if (this.#family === 'inet') {
      const expected = this.#request.sweep ? event.octets - 8 : size;
      const line = replyText(event, expected, {timed: this.#timed, names, audible, ...this.#filling()});
      out(`${line}${this.#record.text(event.ip_options)}\n`);
    } else {
      const dst = verbose && this.#source !== undefined ? {dst: this.#scoped(this.#source)} : {};
      out(`${reply6Text(event, this.#from(event), {timed: this.#timed, audible, ...dst})}\n`);
    }
  }

  #filling(): {pattern?: string} {
    const {pattern} = this.#words;
    return pattern === undefined ? {} : {pattern};
  }

  #from(event: {from: string; name?: string}): string {
    const {names} = this.#words;
    return names && event.name !== undefined ? event.name : this.#scoped(event.from);
  }

  #tellError(event: EventOf<'icmp-error'>): void {
    const {quietErrors, verbose, names, dots} = this.#words;
    const {out} = this.#session;
    const end = dots === undefined ? '\n' : '';
    if (this.#family === 'inet6') {
      if (!quietErrors) out(`${error6Text(event, this.#from(event))}${end}`);
    } else if (!isTold(event.quoted)) this.#tellShort(event);
    else if (!quietErrors || verbose) out(`${errorText(event, names)}${end}`);
  }

  #tellOther(event: EventOf<'icmp'>): void {
    const end = this.#words.dots === undefined ? '\n' : '';
    if (isTold(event.quoted)) this.#session.out(`${errorText(event, this.#words.names)}${end}`);
    else this.#tellShort(event);
  }

  /** An error that quotes less than the original looks at is not told, but to those who want to know everything. */
  #tellShort({quoted, from}: EventOf<'icmp-error' | 'icmp'>): void {
    if (!this.#words.verbose) return;
    this.#session.err(`ping: quoted data too short (${quotedLength(quoted)} bytes) from ${senderOf({from}, false)}\n`);
  }
}

/** Why it could not even begin. */
function startFault(reason: unknown): unknown {
  if (!(reason instanceof NetworkError)) return reason;
  if (reason.code === 'EADDRNOTAVAIL') return systemFailure('ping', 'bind', 'EADDRNOTAVAIL');
  if (reason.code === 'EINVAL' || reason.code === 'EBUSY') return systemFailure('ping', 'connect', reason.code);
  return reason;
}
