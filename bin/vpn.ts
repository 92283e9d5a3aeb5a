/** A tunnel as a process of its own: what it is to be on standard input, signals and its socket to end it. */
import {closeSync, writeSync} from 'node:fs';
import {text} from 'node:stream/consumers';
import {connectLab} from '../src/api/client.ts';
import {labPaths} from '../src/api/paths.ts';
import {NetworkError} from '../src/errors.ts';
import {RealClock} from '../src/time/real-clock.ts';
import {parseConfig} from '../src/vpn/config.ts';
import {runTunnel} from '../src/vpn/run-tunnel.ts';
import {SYSTEM_RANDOM} from '../src/vpn/system-random.ts';
import type {TunnelRequest} from '../src/vpn/tunnel-settings.ts';
import {VERSION} from './version.ts';

const readyFd = process.argv.includes('--ready-fd') ? 3 : undefined;

/** One line for whoever started it: that it is ready, or why it is not. @returns `false`: who started it has gone */
function tell(line: string): boolean {
  if (readyFd === undefined) return true;
  try {
    writeSync(readyFd, `${line}\n`);
    closeSync(readyFd);
    return true;
  } catch {
    return false;
  }
}

async function main(): Promise<void> {
  const request = JSON.parse(await text(process.stdin)) as TunnelRequest;
  const {host, ifname, transport, file} = request;
  const clock = new RealClock();
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end.abort());
  const paths = labPaths(request.lab, process.env);
  try {
    await runTunnel({
      settings: {host, ifname, transport, config: parseConfig(request.config, file)},
      lab: connectLab({paths, version: VERSION}),
      paths,
      clock,
      random: SYSTEM_RANDOM,
      ready: () => {
        if (!tell('ready')) end.abort();
      },
      signal: end.signal,
    });
  } finally {
    clock.stop();
  }
}

main().catch((reason: unknown) => {
  const {code, message} = NetworkError.from(reason);
  tell(JSON.stringify({code, message}));
  process.stderr.write(`tunlab: ${message}\n`);
  process.exitCode = code === 'ENODAEMON' ? 69 : 1;
});
