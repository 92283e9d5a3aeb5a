/** `ifconfig` of FreeBSD 14. */
import type {Tool, ToolSession} from '../tool.ts';
import {complaint, ending, Failure} from './failure.ts';
import {getopt} from './getopt.ts';
import {IFCONFIG_USAGE} from './ifconfig-usage.ts';
import {FAMILIES} from './ifconfig-vocabulary.ts';
import {changeInterface, createInterface} from './ifconfig-words.ts';
import {type BsdInterface, bsdInterfaces, groupOf} from './interface-kind.ts';
import {type AddressFamily, addressesOf, type Formats, interfaceText} from './interface-text.ts';
import {interfaceNamed} from '../interface-named.ts';
import {KnownNames} from './known-names.ts';

const OPTIONS = 'G:adf:j:klmnuvLCg:';
/** What can be made by `create`. */
const CLONERS = 'bridge tap tun';

interface Choice {
  readonly letters: ReadonlySet<string>;
  readonly formats: Formats & {readonly addr?: string};
  readonly inGroup?: string | undefined;
  readonly notInGroup?: string | undefined;
}

export const ifconfig: Tool = ending(async (session) => {
  const {given, operands, fault} = getopt(session.words, OPTIONS);
  if (fault !== undefined) throw new Failure(`ifconfig: ${fault}\n${IFCONFIG_USAGE}`, 1);
  const letters = new Set(given.map(([letter]) => letter));
  const valueOf = (wanted: string): string | undefined => given.findLast(([letter]) => letter === wanted)?.[1];
  if (letters.has('j')) throw complaint('ifconfig', 'jail not found: No such file or directory', 1, 'ENOENT');
  if (letters.has('C')) return printed(session, CLONERS.split(' '), `${CLONERS}\n`);
  if (letters.has('g') && !letters.has('a')) return members(session, valueOf('g')!);
  const wrong = [letters.has('G') && !letters.has('a'), letters.has('l') && (letters.has('a') || letters.has('m'))];
  if (wrong.includes(true) || (letters.has('u') && letters.has('d'))) throw usage();
  const formats = readFormats(session, given);
  const choice = {letters, formats, inGroup: valueOf('g'), notInGroup: valueOf('G')};
  if (letters.has('a') || letters.has('l') || operands.length === 0) return listAll(session, choice, operands);
  return one(session, choice, operands);
});

function usage(text = ''): Failure {
  return new Failure(text + IFCONFIG_USAGE, 1);
}

function printed({json, out}: ToolSession, value: unknown, text: string): number {
  out(json ? `${JSON.stringify(value)}\n` : text);
  return 0;
}

/** `-f inet:cidr,ether:dash`; what is no such pair is told and passed over. */
function readFormats(session: ToolSession, given: readonly (readonly [string, string])[]): Choice['formats'] {
  const formats: Record<string, string> = {};
  for (const [, value] of given.filter(([letter]) => letter === 'f')) {
    for (const part of value.split(',')) {
      const [, category, format] = /^([^:]*):(.+)$/s.exec(part) ?? [];
      if (category !== undefined && format !== undefined) formats[category] = format;
      else session.err(`ifconfig: Skipping invalid format specification: ${part}\n\n`);
    }
  }
  return formats;
}

async function members(session: ToolSession, group: string): Promise<number> {
  const found = (await bsdInterfaces(session)).filter((iface) => group === 'all' || groupOf(iface) === group);
  const names = found.map(({name}) => name);
  return printed(session, names, names.map((name) => `${name}\n`).join(''));
}

async function listAll(session: ToolSession, choice: Choice, operands: readonly string[]): Promise<number> {
  const [word, ...rest] = operands;
  if (rest.length > 0) throw usage();
  const family = word === undefined ? undefined : FAMILIES.get(word);
  if (word !== undefined && family === undefined) throw usage(`ifconfig: Address family '${word}' unknown.\n`);
  return list(session, choice, family, await bsdInterfaces(session));
}

async function list(
  session: ToolSession,
  choice: Choice,
  family: AddressFamily | undefined,
  all: readonly BsdInterface[],
): Promise<number> {
  const shown = all.filter((iface) => isChosen(iface, choice) && (family === undefined || hasFamily(iface, family)));
  const {letters, formats} = choice;
  if (session.json) return printed(session, letters.has('l') ? namesOf(shown) : shown.map(({state}) => state), '');
  if (letters.has('l')) return printed(session, undefined, `${namesOf(shown).join(' ')}\n`);
  const named = formats.addr === 'fqdn' || formats.addr === 'host' ? await KnownNames.of(session) : undefined;
  const pid = shown.some(({opened}) => opened) ? (await session.lab.hello({})).pid : 0;
  const nameOf = (address: string): string => named?.nameOf(address) ?? address;
  const details = {family, formats, supported: letters.has('m'), pid, nameOf};
  return printed(session, undefined, shown.map((iface) => interfaceText(iface, details)).join(''));
}

function namesOf(all: readonly BsdInterface[]): string[] {
  return all.map(({name}) => name);
}

function isChosen(iface: BsdInterface, {letters, inGroup, notInGroup}: Choice): boolean {
  const up = iface.state.flags.includes('UP');
  if ((letters.has('d') && up) || (letters.has('u') && !up)) return false;
  const groups = ['all', groupOf(iface)];
  const isIn = (pattern: string): boolean => groups.some((group) => group !== undefined && matches(group, pattern));
  if (inGroup !== undefined && letters.has('a') && !isIn(inGroup)) return false;
  return notInGroup === undefined || !isIn(notInGroup);
}

/** A shell's pattern, of `*` and `?` only. */
function matches(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

function hasFamily(iface: BsdInterface, family: AddressFamily): boolean {
  return family === 'link' ? iface.state.address !== undefined : addressesOf(iface, family).length > 0;
}

async function one(session: ToolSession, choice: Choice, operands: readonly string[]): Promise<number> {
  const [name = '', ...words] = operands;
  const state = await interfaceNamed(session, name);
  const creates = words[0] === 'create' || words[0] === 'plumb';
  if (!state) {
    if (creates) return createInterface(session, name, words.slice(1));
    throw complaint('ifconfig', `interface ${name} does not exist`, 1, 'ENODEV');
  }
  if (creates && words.length === 1) throw complaint('ifconfig', `interface ${name} already exists`, 1, 'EEXIST');
  const rest = creates ? words.slice(1) : words;
  const family = rest[0] === undefined ? undefined : FAMILIES.get(rest[0]);
  const parameters = family === undefined ? rest : rest.slice(1);
  if (parameters.length === 0) {
    if (session.json) return printed(session, state, '');
    const all = await bsdInterfaces(session);
    return list(
      session,
      choice,
      family,
      all.filter(({state: {ifname}}) => ifname === state.ifname),
    );
  }
  const up = state.flags.includes('UP');
  if ((choice.letters.has('d') && up) || (choice.letters.has('u') && !up)) return printed(session, state, '');
  return changeInterface(session, state.ifname, family ?? 'inet', parameters);
}
