/** The program that OpenVPN starts for a device, which gets no PATH, no HOME and no arguments. */
import type {Environment} from '../api/paths.ts';
import {shellQuoted} from './shell/syntax.ts';

export interface WrapperOptions {
  /** The command line of this project's commands. */
  readonly tunlab: readonly string[];
  readonly lab: string;
  readonly host: string;
  readonly ifname: string;
  /** Where the lab is: the variables of it that count are written down. */
  readonly env: Environment;
}

const KEPT = ['HOME', 'PATH', 'XDG_RUNTIME_DIR', 'XDG_STATE_HOME', 'TMPDIR', 'TUNLAB_PRIVATE'];

export function openvpnWrapper({tunlab, lab, host, ifname, env}: WrapperOptions): string {
  const variables = KEPT.flatMap((name) =>
    env[name] === undefined ? [] : [`export ${name}=${shellQuoted(env[name])}`],
  );
  const words = [...tunlab, 'tunctl', 'attach', ifname, '--lab', lab, '--host', host];
  return ['#!/bin/sh', ...variables, `exec ${words.map(shellQuoted).join(' ')}`, ''].join('\n');
}
