/** A batch as a list of commands that exist: nothing of it is run before all of it is understood. */
import {NetworkError} from '../../errors.ts';
import {commandFirst} from '../command-line.ts';
import type {CommandTable, FoundCommand} from '../context.ts';
import {readBatch} from '../grammar/batch.ts';
import {quoted} from '../grammar/values.ts';

export interface BatchCommand {
  /** Of the file, from 1. */
  readonly line: number;
  /** As it was written. */
  readonly words: readonly string[];
  /** The host that it is run on, where `on HOST` stands in front. */
  readonly host: string | undefined;
  readonly found: FoundCommand;
}

/**
 * @param name what messages call the file
 * @throws {NetworkError} EUSAGE, with `name:line:` in front
 */
export function batchCommands(text: string, name: string, table: CommandTable): readonly BatchCommand[] {
  const lines = readBatch(text);
  if ('message' in lines) throw faultAt(name, lines.line, lines.message);
  return lines.map(({line, words}) => {
    const {host, command} = withoutOn(words, table);
    const found = table.find(commandFirst(command, table));
    if (!found) throw faultAt(name, line, `there is no command ${quoted(command[0] ?? '')}`);
    if (found.id === 'batch') throw faultAt(name, line, 'a batch can not run another batch');
    return {line, words, host, found};
  });
}

function faultAt(name: string, line: number, message: string): NetworkError {
  return new NetworkError('EUSAGE', `${name}:${line}: ${message}`, {file: name, line});
}

/** `tunlab` in front says nothing new; behind `on HOST`, a command of ours needs no process of its own. */
function withoutOn(
  words: readonly string[],
  table: CommandTable,
): {host: string | undefined; command: readonly string[]} {
  const command = words[0] === 'tunlab' ? words.slice(1) : words;
  if (command[0] !== 'on') return {host: undefined, command};
  const [, host, ...behind] = command;
  const inner = withoutOn(behind, table);
  const known = table.find(commandFirst(inner.command, table)) !== undefined;
  return known && host !== undefined ? {host: inner.host ?? host, command: inner.command} : {host: undefined, command};
}
