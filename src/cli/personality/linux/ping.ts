/** `ping` of iputils 20221126: 0 when a reply came, 1 when none did, 2 when it could not try. */
import type {PingEvent, PingRequest} from '../../../api/schema/ping.ts';
import {type ErrorCode, NetworkError} from '../../../errors.ts';
import {PingStatistics} from '../../render/ping-statistics.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {refused, systemError} from './failure.ts';
import {LinuxPingStatistics} from './ping-statistics.ts';
import {errorText, replyText, STAMP, startLine} from './ping-text.ts';
import {type PingWords, readPingWords} from './ping-words.ts';
import {strerror} from './strerror.ts';

const COULD_NOT = 2;
const IS_ADDRESS = /^[\d.]+$|:/;

export const ping: Tool = async (session) => {
  const words = readPingWords(session.words);
  if ('status' in words) return refused(session, 'EUSAGE', words.text, words.status);
  session.err(words.warnings);
  if (words.ttl === 0) {
    return refused(session, 'EINVAL', 'ping: cannot set unicast time-to-live: Invalid argument\n', COULD_NOT);
  }
  try {
    return await new LinuxPing(session, words).run();
  } catch (reason) {
    const text = startFault(reason, words);
    if (text === undefined) throw reason;
    return refused(session, (reason as NetworkError).code, `ping: ${text}\n`, COULD_NOT);
  }
};

/** Why it could not even begin. */
function startFault(reason: unknown, {destination, from}: PingWords): string | undefined {
  if (!(reason instanceof NetworkError)) return undefined;
  switch (reason.code) {
    case 'ENOTFOUND':
      return `${destination}: Temporary failure in name resolution`;
    case 'ENODEV':
      return `SO_BINDTODEVICE ${from ?? ''}: No such device`;
    case 'EADDRNOTAVAIL':
      return 'bind: Cannot assign requested address';
    default:
      return undefined;
  }
}

interface Fault {
  readonly code: ErrorCode;
  readonly text: string;
}

const BROADCAST: Fault = {
  code: 'EACCES',
  text: 'Do you want to ping broadcast? Then -b. If not, check your local firewall rules',
};

function unconnected(code: ErrorCode): Fault {
  return {code, text: `connect: ${strerror(code)!}`};
}

class LinuxPing {
  readonly #session: ToolSession;
  readonly #words: PingWords;
  readonly #events: PingEvent[] = [];
  #zone = '';
  readonly #waiting = new Set<number>();
  #statistics: LinuxPingStatistics | undefined;
  #start: Extract<PingEvent, {event: 'start'}> | undefined;

  constructor(session: ToolSession, words: PingWords) {
    this.#session = session;
    this.#words = words;
  }

  async run(): Promise<number> {
    const {lab, interrupted, json} = this.#session;
    for await (const event of lab.ping(this.#request(), interrupted())) {
      if (event.event === 'start') {
        const fault = await this.#begin(event);
        if (fault) return refused(this.#session, fault.code, `ping: ${fault.text}\n`, COULD_NOT);
        continue;
      }
      this.#statistics?.add(event);
      this.#events.push(event);
      if (!json) await this.#tell(event);
    }
    return this.#end();
  }

  #request(): PingRequest {
    const {host} = this.#session;
    const {target, family, count, interval, size, wait, deadline, ttl, pattern, from, identifier} = this.#words;
    const isAddress = from !== undefined && IS_ADDRESS.test(from);
    return {
      host,
      destination: target,
      sequence: 1,
      interval,
      size,
      wait,
      dont_fragment: this.#words.dontFragment,
      ...(family && {family}),
      ...(count !== undefined && {count}),
      ...(deadline !== undefined && {deadline}),
      ...(ttl !== undefined && {ttl}),
      ...(pattern !== undefined && pattern !== '' && {pattern}),
      ...(identifier !== undefined && {identifier}),
      ...(from !== undefined && (isAddress ? {source: from} : {device: from})),
    };
  }

  /** Prints the first line. @returns why nothing can be sent there at all, which is told in its place */
  async #begin(event: Extract<PingEvent, {event: 'start'}>): Promise<Fault | undefined> {
    const {pattern, size} = this.#words;
    const {json, out} = this.#session;
    this.#start = event;
    this.#statistics = new LinuxPingStatistics(size >= STAMP);
    this.#events.push(event);
    const {fault, from} = await this.#connected();
    if (fault !== undefined || json) return fault;
    if (pattern !== undefined) out(`PATTERN: 0x${pattern}\n`);
    const address = this.#words.destination.includes('%') ? this.#words.destination : event.address;
    out(startLine({...event, address, destination: this.#words.destination}, from));
    return undefined;
  }

  /** What connecting a socket finds out: that a route leads there, and what it was told to send from. */
  async #connected(): Promise<{fault?: Fault; from: string}> {
    const {from} = this.#words;
    const {lab, host} = this.#session;
    const isAddress = from !== undefined && IS_ADDRESS.test(from);
    const [destination = '', zone] = this.#words.destination.includes('%')
      ? this.#words.destination.split('%')
      : [this.#start!.address];
    try {
      const asked = {
        host,
        destination,
        ...(zone !== undefined && {dev: zone}),
        ...(from !== undefined && !isAddress && {dev: from}),
      };
      const {type, prefsrc = from ?? '', dev} = await lab.lookupRoute(asked);
      if (dev !== undefined) this.#zone = `%${dev}`;
      if (await this.#isBroadcast(destination)) {
        if (!this.#words.broadcast) return {fault: BROADCAST, from: ''};
        this.#session.err('WARNING: pinging broadcast address\n');
      }
      if (type === 'unreachable') return {fault: unconnected('EHOSTUNREACH'), from: ''};
      if (type === 'blackhole') return {fault: unconnected('EINVAL'), from: ''};
      return {
        from:
          from === undefined
            ? this.#words.sticky
              ? `from ${prefsrc} : `
              : ''
            : isAddress
              ? `from ${from} : `
              : `from ${prefsrc} ${from}: `,
      };
    } catch (reason) {
      if (systemError(reason).code !== 'ESRCH') throw reason;
      return {fault: unconnected('ENETUNREACH'), from: ''};
    }
  }

  async #isBroadcast(destination: string): Promise<boolean> {
    if (destination.includes(':')) return false;
    const {lab, host} = this.#session;
    const states = await lab.listInterfaces({host});
    return states.some(({addr_info: addresses}) => addresses.some(({broadcast}) => broadcast === destination));
  }

  async #tell(event: PingEvent): Promise<void> {
    const {quiet, audible, size, outstanding} = this.#words;
    const {out, err} = this.#session;
    switch (event.event) {
      case 'sent':
        if (outstanding && !quiet && this.#waiting.has(event.seq - 1))
          out(`no answer yet for icmp_seq=${event.seq - 1}\n`);
        this.#waiting.add(event.seq).delete(event.seq - 2);
        break;
      case 'reply':
        this.#waiting.delete(event.seq);
        if (!quiet) out(`${replyText(event, this.#start!.address, size, this.#zone)}${audible ? '\x07' : ''}\n`);
        break;
      case 'icmp-error': {
        const text = errorText(event);
        if (!quiet && text !== undefined) out(`${text}\n`);
        break;
      }
      case 'send-failed':
        err(`ping: ${await this.#localError(event.code)}\n`);
        break;
      case 'start':
      case 'icmp':
      case 'end':
    }
  }

  async #localError(code: string): Promise<string> {
    if (code !== 'EMSGSIZE') return `sendmsg: ${strerror(code) ?? code}`;
    const {lab, host} = this.#session;
    const {address} = this.#start!;
    const {dev = 'lo0'} = await lab.lookupRoute({host, destination: address});
    const {mtu} = await lab.showInterface({host, ifname: dev});
    return `local error: message too long, mtu${address.includes(':') ? ': ' : '='}${mtu}`;
  }

  /** The same for every personality. */
  #summary(): object {
    const summary = new PingStatistics();
    for (const event of this.#events) summary.add(event);
    return {...summary.summary(), events: this.#events};
  }

  #end(): number {
    const {json, out} = this.#session;
    const {destination, interval, count, deadline} = this.#words;
    const statistics = this.#statistics!;
    if (json) out(`${JSON.stringify(this.#summary())}\n`);
    else out(statistics.text(destination, interval));
    const enough = count !== undefined && deadline !== undefined ? count : 1;
    return statistics.received >= enough ? 0 : 1;
  }
}
