/** Flags of commands that send to a host: by which version of IP. */
import * as Flags from '@oclif/core/flags';
import type {Family} from '../api/schema/scalars.ts';
import {usage} from './grammar/values.ts';

/** A digit, which oclif's parser takes as well; its types know letters only. */
const digit = (character: '4' | '6') => character as unknown as 'f';

export const FAMILY_FLAGS = {
  inet: Flags.boolean({char: digit('4'), description: 'IPv4: of a name, the IPv4 address'}),
  inet6: Flags.boolean({char: digit('6'), description: 'IPv6: of a name, the IPv6 address'}),
};

/** To be spread into a request: without either flag, the destination says it by itself. @throws {NetworkError} EUSAGE */
export function familyAsked({inet, inet6}: {inet: boolean; inet6: boolean}): {family?: Family} {
  if (inet && inet6) throw usage('-4 and -6 contradict each other: give one of them');
  if (inet6) return {family: 'inet6'};
  return inet ? {family: 'inet'} : {};
}
