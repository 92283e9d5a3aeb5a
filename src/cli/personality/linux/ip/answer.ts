/** One thing that `ip` tells, as text and as JSON: what is said in one is said in the other, in the same order. */

export type IpJson = string | number | boolean | null | readonly IpJson[] | {readonly [key: string]: IpJson};

export class Answer {
  text = '';
  readonly json: Record<string, IpJson> = {};

  both(key: string, value: IpJson, text: string): void {
    this.json[key] = value;
    this.text += text;
  }

  /** The value itself, with `end` behind it. */
  word(key: string, value: string | number, end = ' '): void {
    this.both(key, value, `${value}${end}`);
  }

  /** A word that is there or not. */
  flag(key: string, text = `${key} `): void {
    this.both(key, true, text);
  }

  /** As `flag`, where the original's JSON has no value for it. */
  mark(key: string): void {
    this.both(key, null, `${key} `);
  }

  /** What only the text says. */
  say(text: string): void {
    this.text += text;
  }

  /** What only the JSON says. */
  keep(key: string, value: IpJson): void {
    this.json[key] = value;
  }
}

/** As iproute2 writes JSON: on one line, or with `pretty` in its own layout. */
export function ipJson(value: IpJson, pretty: boolean): string {
  return `${pretty ? laidOut(value, 0) : JSON.stringify(value)}\n`;
}

function laidOut(value: IpJson, depth: number): string {
  if (Array.isArray(value)) {
    const items = (value as readonly IpJson[]).map((item) => laidOut(item, depth + 1));
    return items.length === 0 ? '[ ]' : `[ ${items.join(',')} ]`;
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const lines = Object.entries(value).map(
    ([key, item]) => `\n${'    '.repeat(depth + 1)}${JSON.stringify(key)}: ${laidOut(item, depth + 1)}`,
  );
  return lines.length === 0 ? '{}' : `{${lines.join(',')}\n${'    '.repeat(depth)}}`;
}
