import type {ErrorCode} from '../../../../errors.ts';

/** Exit statuses of iproute2: what it finds wrong by itself is 1, what the kernel refuses 2, wrong words 255. */
export const IP_STATUS = {failed: 1, kernel: 2, usage: 255} as const;

/** Ends one command of `ip`. */
export class IpStop extends Error {
  /** Whole lines, for standard error. */
  readonly text: string;
  readonly status: number;
  readonly code: ErrorCode;

  constructor(text: string, status: number, code: ErrorCode = 'EUSAGE') {
    super(text);
    this.text = text;
    this.status = status;
    this.code = code;
  }
}

/** Words that form no command. @param text one line, without its end */
export function wrongWords(text: string): IpStop {
  return new IpStop(`${text}\n`, IP_STATUS.usage);
}

/** A value that can not be. @param why as the original has it, some with a line break at their end */
export function wrongValue(why: string, value: string): IpStop {
  return wrongWords(`Error: argument "${value}" is wrong: ${why}`);
}

export function givenTwice(word: string, value: string): IpStop {
  return wrongWords(`Error: duplicate "${word}": "${value}" is the second value.`);
}

export function garbage(word: string, value: string): IpStop {
  return wrongWords(`Error: either "${word}" is duplicate, or "${value}" is a garbage.`);
}

/** The kernel's refusal. @param why `strerror`'s words */
export function answered(why: string, code: ErrorCode): IpStop {
  return new IpStop(`RTNETLINK answers: ${why}\n`, IP_STATUS.kernel, code);
}

/** The kernel's refusal where it says more than a number. */
export function explained(why: string, code: ErrorCode): IpStop {
  return new IpStop(`Error: ${why}\n`, IP_STATUS.kernel, code);
}

export function noDevice(name: string): IpStop {
  return new IpStop(`Cannot find device "${name}"\n`, IP_STATUS.failed, 'ENODEV');
}
