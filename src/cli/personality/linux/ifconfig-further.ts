/** `ifconfig IF add` and `del` of net-tools 2.10: addresses besides the first. */
import {parseIpv6} from '../../../packet/ipv6-address.ts';
import {inetAton, lookupFault} from './c-numbers.ts';
import {prefixLength} from './ifconfig-values.ts';
import type {Change, InterfaceSteps} from './interface-steps.ts';

/**
 * One address more; a further one of IPv4 has the mask of the first, and is there already without any complaint.
 *
 * @throws {Stop} with `usage`
 */
export async function addFurther(
  steps: InterfaceSteps,
  word: string,
  family: 'inet' | 'inet6',
  usage: string,
): Promise<void> {
  await steps.flush();
  const [host = '', length] = word.split('/');
  if (parseIpv6(host) !== undefined) {
    const prefixlen = length === undefined ? 128 : prefixLength(length, usage);
    return further(steps, {add: [{local: host, prefixlen}]}, 'SIOCSIFADDR');
  }
  const local = inetAton(word);
  // The original asks a socket of IPv6 for an alias, is refused, and says nothing.
  const wrong = host.includes('%')
    ? `${host}: Resolver Error 0 (no error)\n`
    : local === undefined
      ? lookupFault(word)
      : family === 'inet6'
        ? ''
        : undefined;
  if (wrong !== undefined || local === undefined) {
    steps.say(wrong ?? '', 1);
    return;
  }
  const {state, draft} = steps;
  if (state?.addr_info.some((address) => address.local === local) === true) return;
  const label = steps.freeLabel();
  await further(steps, {add: [{local, label, ...(draft && {prefixlen: draft.prefixlen})}]}, 'SIOCSIFADDR');
}

export async function deleteFurther(steps: InterfaceSteps, word: string): Promise<void> {
  await steps.flush();
  const [host = ''] = word.split('/');
  const local = inetAton(word);
  if (parseIpv6(host) !== undefined) await further(steps, {remove: [host]}, 'SIOCDIFADDR');
  else if (local === undefined) steps.say(lookupFault(word), 1);
  else await further(steps, {remove: [local]}, 'SIOCSIFFLAGS');
}

async function further(steps: InterfaceSteps, change: Change, call: string): Promise<void> {
  const isOfNobody = /^(?:ff..:|::1$)/i.test(change.add?.[0]?.local ?? '');
  if (isOfNobody) steps.fail('EADDRNOTAVAIL', call, 1);
  else steps.take({change, call, status: 1});
  await steps.flush();
}
