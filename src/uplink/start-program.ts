/** Programs of uplinks, as processes of this machine. */
import type {Socket} from 'node:net';
import {FrameDecoder, LONGEST_FRAME} from '../api/frame.ts';
import type {Environment} from '../api/paths.ts';
import {framingNamed} from '../attach/framing.ts';
import {NetworkError} from '../errors.ts';
import type {UplinkEnd, UplinkProgram, UplinkPrograms} from '../link/uplink.ts';
import {
  UPLINK_PROGRAMS,
  type UplinkProgramName,
  type UplinkSettings,
  uplinkAddresses,
} from '../link/uplink-settings.ts';
import {emitArp} from '../packet/arp.ts';
import {ETHERTYPE_ARP, MAC_BROADCAST, emitEthernet, readEtherType} from '../packet/ethernet.ts';
import {findProgram} from './find-program.ts';
import {guardedChild} from './guarded-child.ts';
import type {ProgramKind} from './program-kind.ts';
import {PASST} from './passt.ts';
import {QEMU} from './qemu.ts';

const KINDS: Readonly<Record<UplinkProgramName, ProgramKind>> = {qemu: QEMU, passt: PASST};

/** Milliseconds until a program that says nothing is given up. */
const PATIENCE = 20_000;
/** Of whoever asks whether the program is there: nobody's. */
const PROBE_MAC = 0x0200_0000_0001;

/** The program that is meant: for `auto` the first that is installed. @throws {NetworkError} ENOENT */
function chosenProgram(via: UplinkProgramName | 'auto', env: Environment): UplinkProgramName {
  const candidates = via === 'auto' ? UPLINK_PROGRAMS : [via];
  const found = candidates.find((name) => findProgram(KINDS[name].names, env['PATH']) !== undefined);
  if (found) return found;
  const labels = candidates.map((name) => KINDS[name].label).join(' nor ');
  const packages = candidates.map((name) => KINDS[name].debianPackage).join(' or ');
  const neither = candidates.length > 1 ? `neither ${labels} is` : `${labels} is not`;
  throw new NetworkError(
    'ENOENT',
    `an uplink needs another program, and ${neither} installed; Debian has it in ${packages}`,
  );
}

/** Those that PATH leads to. */
export function uplinkPrograms(env: Environment): UplinkPrograms {
  return {
    choose: (via) => chosenProgram(via, env),
    start(settings, end) {
      const kind = KINDS[chosenProgram(settings.via, env)];
      const command = [findProgram(kind.names, env['PATH'])!, ...kind.arguments(settings)];
      return started(kind, command, settings, end, env);
    },
  };
}

function started(
  kind: ProgramKind,
  command: readonly string[],
  settings: UplinkSettings,
  end: UplinkEnd,
  env: Environment,
): UplinkProgram {
  let over = false;
  const child = guardedChild(command, {
    env,
    isNoise: kind.isNoise,
    ended: (said) => finish(said === undefined ? `${kind.label} has ended` : `${kind.label} has ended: ${said}`),
  });
  const finish = (reason: string): void => {
    clearTimeout(patience);
    if (over) return;
    over = true;
    child.stop();
    end.ended(reason);
  };
  const patience = setTimeout(() => finish(`${kind.label} did not answer within ${PATIENCE / 1000} s`), PATIENCE);
  listen(child.socket, {
    ready: () => {
      clearTimeout(patience);
      end.ready();
    },
    receive: (frame) => end.receive(frame),
    ended: finish,
  });
  const framing = framingNamed('u32');
  child.socket.write(framing.framed(probe(settings)));
  return {
    pid: child.pid,
    send(frame) {
      const {socket} = child;
      if (over || !socket.writable || socket.writableLength > kind.mostQueued) return 'full';
      // In one piece: older versions of passt lose a frame whose length comes in two.
      socket.write(framing.framed(frame));
      return 'queued';
    },
    stop() {
      over = true;
      clearTimeout(patience);
      child.stop();
    },
  };
}

/** The answer to the probe says that the program is there; it is not for the lab. */
function listen(socket: Socket, end: UplinkEnd): void {
  const decoder = new FrameDecoder(LONGEST_FRAME);
  let ready = false;
  const take = (frame: Uint8Array): void => {
    if (ready) end.receive(frame);
    else if (frame.length > 14 && readEtherType(frame) === ETHERTYPE_ARP) {
      ready = true;
      end.ready();
    }
  };
  socket.on('data', (chunk: Buffer) => {
    try {
      decoder.push(chunk, take);
    } catch (reason) {
      end.ended(NetworkError.from(reason).message);
    }
  });
}

/** Who has the gateway's address? Asked by nobody in particular (RFC 5227 §1.1), so that nobody is remembered for it. */
function probe({network}: UplinkSettings): Uint8Array {
  const {gateway} = uplinkAddresses(network);
  const payload = emitArp({
    operation: 'request',
    senderMac: PROBE_MAC,
    senderAddress: 0,
    targetMac: 0,
    targetAddress: gateway,
  });
  return emitEthernet({destination: MAC_BROADCAST, source: PROBE_MAC, etherType: ETHERTYPE_ARP, payload});
}
