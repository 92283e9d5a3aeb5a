/** Programs of the machine, and what its kernel must be able to do, for single commands. */
import type {Environment} from '../api/paths.ts';
import {compilersOf, nativeProgramPlace} from '../linux/native-program.ts';
import {type Finding, note, ok} from './finding.ts';
import {type Machine, isSince} from './machine.ts';

/** With pidfd_getfd and descriptors that a supervisor adds and answers with at once. */
const OLDEST_KERNEL = '5.14';
/** Only programs below the supervisor may be looked into; with more, not even those. */
const MOST_PTRACE_SCOPE = 1;

/** @param supervisor the source of what `tunlab run` is supervised by */
export async function compilerFinding(machine: Machine, supervisor: string, env: Environment): Promise<Finding> {
  const check = 'compiler';
  const {program, isMade} = await nativeProgramPlace(supervisor, env);
  if (isMade) return ok(check, `not needed any more: ${program} is made`);
  const compilers = compilersOf(env);
  const found = compilers.map((name) => machine.find(name)).find((path) => path !== undefined);
  if (found !== undefined) return ok(check, `${found}, for the first tunlab run`);
  return note(
    check,
    `no ${compilers.join(', no ')}: tunlab run needs one once`,
    'install gcc and libc6-dev, or set CC',
  );
}

export function seccompFinding(machine: Machine): Finding {
  const check = 'seccomp';
  const {platform, kernel} = machine;
  const lacks = (what: string, remedy: string) => note(check, `${what}: tunlab run does not work`, remedy);
  if (platform !== 'linux') return lacks('no Linux', 'run the program on Linux');
  if (!isSince(kernel, OLDEST_KERNEL)) return lacks(`Linux ${kernel}`, `use Linux ${OLDEST_KERNEL} or newer`);
  const actions = machine.read('/proc/sys/kernel/seccomp/actions_avail') ?? '';
  if (!actions.split(/\s+/).includes('user_notif'))
    return lacks('no user notification', 'use a kernel with CONFIG_SECCOMP_FILTER');
  const scope = Number(machine.read('/proc/sys/kernel/yama/ptrace_scope') ?? 0);
  if (scope > MOST_PTRACE_SCOPE)
    return lacks(`kernel.yama.ptrace_scope is ${scope}`, 'as root: sysctl kernel.yama.ptrace_scope=1');
  return ok(check, 'user notification');
}

interface Optional {
  readonly check: string;
  readonly programs: readonly string[];
  /** What there is not without. */
  readonly lacking: string;
  readonly remedy: string;
}

export function manFinding(machine: Machine): Finding {
  return optional(machine, {
    check: 'man',
    programs: ['man'],
    lacking: 'tunlab man prints plain text',
    remedy: 'install man-db and groff',
  });
}

export function wayOutFindings(machine: Machine): Finding[] {
  const lacking = 'a lab has no way out to the real network by it';
  return [
    optional(machine, {check: 'passt', programs: ['passt'], lacking, remedy: 'install passt'}),
    optional(machine, {
      check: 'qemu',
      programs: ['qemu-system-x86_64', 'qemu-system-aarch64'],
      lacking,
      remedy: 'install qemu-system-x86',
    }),
  ];
}

function optional(machine: Machine, {check, programs, lacking, remedy}: Optional): Finding {
  const found = programs.map((name) => machine.find(name)).find((path) => path !== undefined);
  return found === undefined ? note(check, `none: ${lacking}`, remedy) : ok(check, found);
}
