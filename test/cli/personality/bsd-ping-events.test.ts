/** What FreeBSD's ping makes of what happens while it runs, where no application in a lab brings it about. */
import {expect, test} from 'vitest';
import type {LabApi} from '../../../src/api/lab-api.ts';
import type {PingEvent} from '../../../src/api/schema/ping.ts';
import {ping} from '../../../src/cli/personality/bsd/ping.ts';

const HEADER = '4500005400010000ff0166a60a0000010a000002';
const ENOUGH = `${HEADER}${'0800'.padEnd(56, '0')}`;
const ABOUT = {at: 0, seq: 0, from: '10.0.0.9', octets: 76, ttl: 64, type: 3, code: 1} as const;

async function told(words: string, events: readonly PingEvent[]): Promise<{out: string; err: string; status: number}> {
  const text = {out: '', err: ''};
  const asking: (() => void)[] = [];
  const lab: Partial<LabApi> = {
    showHost: () =>
      Promise.resolve({name: 'local', personality: 'bsd', interfaces: [], settings: {}, names: {}} as never),
    // eslint-disable-next-line @typescript-eslint/require-await -- the lab's is asynchronous
    async *ping() {
      yield {event: 'start', at: 0, destination: '10.0.0.2', address: '10.0.0.2', size: 56, identifier: 1};
      yield {event: 'sent', at: 0, seq: 0, size: 56};
      for (const event of events) yield event;
      for (const ask of asking) ask();
      yield {event: 'end', at: 0, reason: 'wait'};
    },
  };
  const status = await ping({
    words: words.split(' '),
    lab: lab as LabApi,
    host: 'local',
    json: false,
    out: (more) => (text.out += more),
    err: (more) => (text.err += more),
    readText: () => Promise.resolve(undefined),
    interrupted: () => new AbortController().signal,
    onStatusRequest: (tell) => {
      asking.push(tell);
      return () => undefined;
    },
  });
  return {...text, status};
}

const START = 'PING 10.0.0.2 (10.0.0.2): 56 data bytes\n';
const END = '\n--- 10.0.0.2 ping statistics ---\n1 packets transmitted, 0 packets received, 100.0% packet loss\n';
const QUOTED = `Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst
 4  5  00 0054 0001   0 0000  ff  01 66a6 10.0.0.1 10.0.0.2
`;

test('an ICMP message about something else, with -v; how far it is, when somebody asks', async () => {
  const other: PingEvent = {event: 'icmp', ...ABOUT, quoted: ENOUGH};
  const line = `76 bytes from 10.0.0.9: Destination Host Unreachable\n${QUOTED}`;
  expect(await told('-v 10.0.0.2', [other])).toEqual({out: `${START}${line}\n${END}`, err: END, status: 2});
  expect(await told('-v -. 10.0.0.2', [other])).toEqual({out: `${START}.${line}${END}`, err: END, status: 2});
});

test('an error about a request, with lines and with dots', async () => {
  const error: PingEvent = {event: 'icmp-error', ...ABOUT, quoted: ENOUGH};
  const line = `76 bytes from 10.0.0.9: Destination Host Unreachable\n${QUOTED}`;
  expect(await told('10.0.0.2', [error])).toEqual({out: `${START}${line}\n${END}`, err: END, status: 2});
  expect(await told('-. 10.0.0.2', [error])).toEqual({out: `${START}.${line}${END}`, err: END, status: 2});
});

test('what quotes too little is told with -v only', async () => {
  const short: PingEvent = {event: 'icmp', ...ABOUT, quoted: HEADER};
  const complaint = 'ping: quoted data too short (20 bytes) from 10.0.0.9\n';
  expect(await told('-v 10.0.0.2', [short])).toEqual({out: `${START}${END}`, err: `${complaint}${END}`, status: 2});
  expect(await told('10.0.0.2', [short])).toEqual({out: `${START}${END}`, err: END, status: 2});
});
