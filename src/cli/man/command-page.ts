/** Manual pages of the commands, made of what their help is made of. */
import type {CommandTable} from '../context.ts';
import {exitStatusesOf} from '../exit-statuses.ts';
import {type Block, item, type Page, type Section, text, verbatim} from './page.ts';

/** What a command's class says about it. */
interface CommandData {
  readonly summary?: string;
  readonly description?: string;
  readonly usage?: string | readonly string[];
  readonly examples?: readonly string[];
  readonly hidden?: boolean;
  /** Whether no more operands than `args` are taken. */
  readonly strict?: boolean;
  readonly args?: Readonly<Record<string, {readonly description?: string; readonly required?: boolean}>>;
  readonly flags?: Readonly<Record<string, FlagData>>;
  readonly baseFlags?: Readonly<Record<string, FlagData>>;
}

interface FlagData {
  readonly type: 'boolean' | 'option';
  readonly char?: string;
  readonly description?: string;
  readonly helpValue?: string | string[];
  readonly options?: readonly string[];
  readonly default?: unknown;
}

/** `tunlab-wire-add`. */
export function pageName(id: string): string {
  return ['tunlab', ...id.split(':')].join('-');
}

/** @throws whatever loading the command throws; `undefined`: there is no such command, or nobody types it */
export async function commandPage(id: string, table: CommandTable, version: string): Promise<Page | undefined> {
  const found = table.find(id.split(':'));
  if (found?.id !== id) return undefined;
  const data = (await found.load()) as unknown as CommandData;
  if (data.hidden === true) return undefined;
  return {
    name: pageName(id),
    section: 1,
    version,
    summary: data.summary ?? '',
    sections: [
      {title: 'SYNOPSIS', blocks: [verbatim(synopsis(id, data).join('\n'))]},
      ...description(data),
      {title: 'OPTIONS', blocks: options({...data.flags, ...data.baseFlags})},
      {title: 'EXAMPLES', blocks: [verbatim((data.examples ?? []).map(named).join('\n'))]},
      {title: 'EXIT STATUS', blocks: exitStatusesOf(id).map(({status, meaning}) => item(String(status), meaning))},
      {title: 'SEE ALSO', blocks: [text(related(id, table).join(', '))]},
    ],
  };
}

export async function overviewPage(table: CommandTable, version: string): Promise<Page> {
  const pages = await Promise.all([...table.ids].sort().map((id) => commandPage(id, table, version)));
  const listed = pages.filter((page) => page !== undefined);
  return {
    name: 'tunlab',
    section: 1,
    version,
    summary: 'a TUN/TAP lab in user space',
    sections: [
      {title: 'SYNOPSIS', blocks: [verbatim('tunlab COMMAND [WORD…]\ntunlab with -- PROGRAM [ARGUMENT…]')]},
      {
        title: 'DESCRIPTION',
        blocks: [
          text(`A daemon emulates hosts: their interfaces, routing tables and IP stacks, the wires between them, and a TUN/TAP
driver with device nodes and queues. The commands drive it. The first that needs a daemon starts it.`),
        ],
      },
      {title: 'COMMANDS', blocks: listed.map(({name, summary}) => item(`${name}(1)`, summary))},
      {
        title: 'ENVIRONMENT',
        blocks: [
          item('TUNLAB_LAB', 'The lab that is meant where --lab is not said; without it, default.'),
          item('TUNLAB_HOST', 'The emulated host that is meant where --host is not said; without it, local.'),
          item('TUNLAB_DEV', 'Set by env, shell, with and on: the directory of the device nodes of that host.'),
          item('XDG_RUNTIME_DIR', 'Where sockets lie, in a directory tunlab; without it, TMPDIR or /tmp.'),
          item('XDG_STATE_HOME', 'Where labs are kept, in a directory tunlab; without it, ~/.local/state.'),
        ],
      },
      {title: 'EXIT STATUS', blocks: exitStatusesOf('').map(({status, meaning}) => item(String(status), meaning))},
      {title: 'SEE ALSO', blocks: [text('tunlab-device-nodes(7)')]},
    ],
  };
}

function synopsis(id: string, {usage, args = {}, flags = {}, strict}: CommandData): readonly string[] {
  if (usage !== undefined) return [usage].flat().map((line) => `tunlab ${named(line)}`);
  const operands = Object.entries(args).map(([name, {required}]) =>
    required === true ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  );
  const own = Object.keys(flags).length > 0 ? ['[OPTION…]'] : [];
  const further = strict === false && operands.length > 0 ? '…' : '';
  return [['tunlab', ...id.split(':'), ...own, ...operands].join(' ') + further];
}

function description({description: told, args = {}}: CommandData): readonly Section[] {
  const operands = Object.entries(args).map(([name, {description: about}]) => item(name.toUpperCase(), about ?? ''));
  const blocks: Block[] = told === undefined ? operands : [verbatim(named(told)), ...operands];
  return blocks.length === 0 ? [] : [{title: 'DESCRIPTION', blocks}];
}

function options(flags: Readonly<Record<string, FlagData>>): Block[] {
  return Object.entries(flags).map(
    ([name, {type, char, description: about = '', helpValue, options: values, default: usual}]) => {
      const value = type === 'boolean' ? '' : ` ${values?.join('|') ?? String(helpValue ?? 'VALUE')}`;
      const otherwise = typeof usual === 'string' ? ` (${usual})` : '';
      return item(`${char === undefined ? '' : `-${char}, `}--${name}${value}`, about + otherwise);
    },
  );
}

/** Those of the same group, the group's own, and the overview. */
function related(id: string, {ids}: CommandTable): string[] {
  const [group] = id.split(':');
  const others = ids.filter((other) => other !== id && other.split(':')[0] === group).sort();
  return ['tunlab(1)', ...others.map((other) => `${pageName(other)}(1)`)];
}

function named(line: string): string {
  return line.replaceAll('<%= config.bin %>', 'tunlab');
}
