/** What one command of `ip` works with, and how it prints. */
import type {ErrorCode} from '../../../../errors.ts';
import {NetworkError} from '../../../../errors.ts';
import type {ToolSession} from '../../tool.ts';
import {strerror} from '../strerror.ts';
import {type IpJson, ipJson} from './answer.ts';
import type {IpOptions} from './options.ts';
import {answered, IP_STATUS, IpStop} from './stop.ts';

export interface IpRun {
  readonly session: ToolSession;
  readonly options: IpOptions;
}

interface Entry {
  readonly text: string;
  readonly json: IpJson;
}

/** @returns the exit status */
export function printList({session, options}: IpRun, entries: readonly Entry[]): number {
  if (options.json || session.json)
    session.out(
      ipJson(
        entries.map(({json}) => json),
        options.pretty,
      ),
    );
  else session.out(entries.map(({text}) => text).join(''));
  return 0;
}

/** What is said of a change, for people: under `--json` there is no value to put it in. */
export function remark({json, out}: ToolSession, text: string): void {
  if (!json) out(text);
}

/** What is there on Linux and not here. */
export function refusedHere(what: string, why: string): IpStop {
  return new IpStop(`ip: ${what} is not done here: ${why}\n`, IP_STATUS.failed, 'EOPNOTSUPP');
}

/** Words of the kernel for codes that no other tool tells. */
const OTHER_WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EUSAGE: 'Invalid argument',
};

/** The lab's refusal as the kernel words it. @throws what is no refusal of the kernel's, such as that there is no daemon */
export function kernelRefusal(reason: unknown, told: Readonly<Partial<Record<ErrorCode, ErrorCode>>> = {}): IpStop {
  if (!(reason instanceof NetworkError)) throw reason;
  const code = told[reason.code] ?? reason.code;
  const words = strerror(code) ?? OTHER_WORDS[code];
  if (words === undefined) throw reason;
  return answered(words, code);
}
