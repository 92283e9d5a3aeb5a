/** Drop rules in the words they are typed in. */
import type {DropRuleState} from '../../api/schema/wire.ts';
import {FRAME_KINDS, ICMP_TYPES} from '../frame-words.ts';

/** `drop 3 icmp from client:eth0: 1 seen, 2 to go`. */
export function renderDropRule(rule: DropRuleState): string {
  const {nth, seen, from, source, destination, port, icmp_type: icmpType, minimum_length: length} = rule;
  const words: (string | number)[] = ['drop', nth, ...kindWords(rule)];
  if (from) words.push('from', `${from.host}:${from.ifname}`);
  if (source !== undefined) words.push('src', source);
  if (destination !== undefined) words.push('to', destination);
  if (port !== undefined) words.push('port', port);
  if (icmpType !== undefined) words.push('type', nameOf(ICMP_TYPES, (type) => type === icmpType) ?? icmpType);
  if (length !== undefined) words.push('length', length);
  return `${words.join(' ')}: ${seen} seen, ${nth - seen} to go`;
}

function kindWords({ether_type: etherType, protocol}: DropRuleState): (string | number)[] {
  const words: (string | number)[] = [];
  if (etherType !== undefined)
    words.push(nameOf(FRAME_KINDS, (kind) => kind.ether_type === etherType) ?? `ethertype ${etherType}`);
  if (protocol !== undefined) {
    const name = nameOf(FRAME_KINDS, (kind) => kind.protocol === protocol);
    words.push(...(name === undefined ? ['proto', protocol] : [name]));
  }
  return words;
}

function nameOf<Value>(names: ReadonlyMap<string, Value>, is: (value: Value) => boolean): string | undefined {
  return [...names].find(([, value]) => is(value))?.[0];
}
