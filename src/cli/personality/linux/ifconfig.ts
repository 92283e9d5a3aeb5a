/** `ifconfig` of net-tools 2.10. */
import type {InterfaceState} from '../../../api/schema/interface.ts';
import {LONGEST_NAME} from '../../../names.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {refused} from './failure.ts';
import {helped, RELEASE, told} from './help.ts';
import {IFCONFIG_USAGE} from './ifconfig-usage.ts';
import {changeInterface} from './ifconfig-words.ts';
import {interfaceNamed} from '../interface-named.ts';
import {aliasText, byName, IFCONFIG_HEAD, interfaceTable, interfaceText, interfaceTexts} from './interface-text.ts';

const VERSION: ReadonlySet<string> = new Set(['-V', '-version', '--version']);
const HELP: ReadonlySet<string> = new Set(['-?', '-h', '-help', '--help']);
const OPTIONS: ReadonlySet<string> = new Set(['-a', '-s', '-v']);

export const ifconfig: Tool = async (session) => {
  const {words} = session;
  const first = words.findIndex((word) => !word.startsWith('-'));
  const options = words.slice(0, first < 0 ? words.length : first);
  const unknown = options.find((option) => !OPTIONS.has(option));
  if (unknown !== undefined) {
    if (VERSION.has(unknown)) return told(session, RELEASE);
    if (HELP.has(unknown)) return helped(session, IFCONFIG_USAGE);
    const help = "ifconfig: `--help' gives usage information.";
    return refused(session, 'EUSAGE', `ifconfig: option \`${unknown}' not recognised.\n${help}\n`, 1);
  }
  const [show, one] = options.includes('-s') ? [summary, summaryOf] : [details, detailsOf];
  if (first < 0) return list(session, options.includes('-a'), show);
  const [name = '', ...rest] = words.slice(first);
  const [base = ''] = name.slice(0, LONGEST_NAME).split(':');
  if (rest.length > 0) return changeInterface(session, name.slice(0, LONGEST_NAME), rest, IFCONFIG_USAGE);
  const state = await interfaceNamed(session, base);
  if (state) return shown(session, state, one(state, name));
  return refused(session, 'ENODEV', `${name}: error fetching interface information: Device not found\n`, 1);
};

async function list(session: ToolSession, all: boolean, show: (states: InterfaceState[]) => string): Promise<number> {
  const states = await session.lab.listInterfaces({host: session.host});
  const listed = states.filter(({flags}) => all || flags.includes('UP')).sort(byName);
  return shown(session, listed, show(listed));
}

function shown({json, out}: ToolSession, value: unknown, text: string): number {
  out(json ? `${JSON.stringify(value)}\n` : text);
  return 0;
}

function details(states: readonly InterfaceState[]): string {
  return states.map(interfaceTexts).join('');
}

function detailsOf(state: InterfaceState, name: string): string {
  return name.includes(':') ? aliasText(state, name) : interfaceText(state);
}

function summaryOf(state: InterfaceState, name: string): string {
  return interfaceTable(IFCONFIG_HEAD, [state], name);
}

function summary(states: readonly InterfaceState[]): string {
  return interfaceTable(IFCONFIG_HEAD, states);
}
