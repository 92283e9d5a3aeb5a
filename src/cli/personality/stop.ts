/** What ends a tool before its last word, as a text and a status. */
export class Stop extends Error {
  readonly text: string;
  readonly status: number;

  /** @param text whole lines for standard error */
  constructor(text: string, status: number) {
    super(text);
    this.text = text;
    this.status = status;
  }
}
