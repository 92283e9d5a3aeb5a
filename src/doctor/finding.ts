/** What an examination says of one thing. */
export interface Finding {
  /** What was looked at. */
  readonly check: string;
  /** `note`: everything works but what the text names. `wrong`: the tools do not work so. */
  readonly state: 'ok' | 'note' | 'wrong';
  /** How it is, on one line. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export function ok(check: string, text: string): Finding {
  return {check, state: 'ok', text};
}

export function note(check: string, text: string, remedy: string): Finding {
  return {check, state: 'note', text, remedy};
}

export function wrong(check: string, text: string, remedy: string): Finding {
  return {check, state: 'wrong', text, remedy};
}
