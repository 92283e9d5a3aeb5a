/** Numbers for values that are used many times, so that tables of numbers stand for tables of them; 0 is never given out. */
export class Numbering<Value> {
  readonly #uses = new Map<Value, {readonly number: number; count: number}>();
  readonly #values: (Value | undefined)[] = [undefined];
  readonly #free: number[] = [];

  /** All numbers in use are below it. */
  get limit(): number {
    return this.#values.length;
  }

  /** What number 0 stands for. */
  set zero(value: Value | undefined) {
    this.#values[0] = value;
  }

  at(number: number): Value | undefined {
    return this.#values[number];
  }

  /** One use more. @returns the number it has as long as it is used */
  use(value: Value): number {
    const known = this.#uses.get(value);
    if (known) {
      known.count++;
      return known.number;
    }
    const number = this.#free.pop() ?? this.#values.length;
    this.#values[number] = value;
    this.#uses.set(value, {number, count: 1});
    return number;
  }

  /** One use less; after the last the number may be another's. */
  release(value: Value): void {
    const known = this.#uses.get(value);
    if (!known || --known.count > 0) return;
    this.#uses.delete(value);
    this.#values[known.number] = undefined;
    this.#free.push(known.number);
  }

  /** Number of a value in use. */
  numberOf(value: Value): number {
    return this.#uses.get(value)?.number ?? 0;
  }
}
