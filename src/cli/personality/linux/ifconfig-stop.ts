/** What ends `ifconfig` before its last word, as a text and a status. */
export class Stop extends Error {
  readonly text: string;
  readonly status: number;

  constructor(text: string, status: number) {
    super(text);
    this.text = text;
    this.status = status;
  }
}
