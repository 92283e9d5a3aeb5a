/**
 * Nodes of 256 places each, kept as runs of equal places, one node behind the other in one array.
 *
 * A node is 32 words that tell which run a place belongs to, eight places each, and the runs' values behind them. Such a
 * word has the number of the first place's run in its upper 8 bits, and 3 bits for how much further each place is. That
 * takes the place of the population count of a poptrie (Asai and Ohara, SIGCOMM 2015), which JavaScript does not have.
 */
export const NODE_BITS = 8;
export const NODE_SIZE = 1 << NODE_BITS;

const GROUP_BITS = 3;
const GROUP_SIZE = 1 << GROUP_BITS;
const HEADER_WORDS = NODE_SIZE / GROUP_SIZE;
const OFFSET_BITS = 3;
const FIRST_SHIFT = 24;
/** Words that a node may have: few sizes, so that what one has outgrown is soon used by another. */
const SIZES = [36, 40, 48, 64, 96, 128, 192, HEADER_WORDS + NODE_SIZE];

/** What the places of a node are: run `i` is `values[i]` from place `starts[i]` to the next start. */
export class Runs {
  readonly starts: number[] = [];
  readonly values: number[] = [];

  /** All places alike. */
  static of(value: number): Runs {
    const runs = new Runs();
    runs.add(0, value);
    return runs;
  }

  /** The next run begins at `start`; one of the same value as the last prolongs that. */
  add(start: number, value: number): void {
    const {starts, values} = this;
    if (values.length > 0 && values[values.length - 1] === value) return;
    starts.push(start);
    values.push(value);
  }

  /** Where a run ends: the place behind its last. */
  end(run: number): number {
    return run + 1 < this.starts.length ? this.starts[run + 1]! : NODE_SIZE;
  }
}

/** Nodes, known by the index of their first word. */
export class PackedNodes {
  #words = new Int32Array(4 * SIZES[0]!);
  #used = 0;
  /** By size, as in `SIZES`: nodes that nobody has. */
  readonly #free: number[][] = SIZES.map(() => []);

  /** Value of place 0…255 of a node. */
  at(node: number, place: number): number {
    return this.#words[this.#find(node, place)]!;
  }

  /** Give another value to a place that is a run of its own. */
  replace(node: number, place: number, value: number): void {
    this.#words[this.#find(node, place)] = value;
  }

  read(node: number): Runs {
    const words = this.#words;
    const runs = new Runs();
    const values = node + HEADER_WORDS;
    for (let index = 0, run = -1; index < HEADER_WORDS; index++) {
      const group = words[node + index]!;
      if (group === run << FIRST_SHIFT) continue;
      for (let place = 0; place < GROUP_SIZE; place++) {
        const next = (group >>> FIRST_SHIFT) + ((group >>> (OFFSET_BITS * place)) & (GROUP_SIZE - 1));
        if (next === run) continue;
        run = next;
        runs.starts.push(index * GROUP_SIZE + place);
        runs.values.push(words[values + run]!);
      }
    }
    return runs;
  }

  /** @returns a new node of these runs */
  make(runs: Runs): number {
    const {starts, values} = runs;
    const node = this.#allocate(sizeFor(values.length));
    const words = this.#words;
    for (let index = 0, run = 0; index < HEADER_WORDS; index++) {
      if (starts[run + 1] === index * GROUP_SIZE) run++;
      const first = run;
      let offsets = 0;
      for (let place = 1; place < GROUP_SIZE; place++) {
        if (starts[run + 1] === index * GROUP_SIZE + place) run++;
        offsets |= (run - first) << (OFFSET_BITS * place);
      }
      words[node + index] = (first << FIRST_SHIFT) | offsets;
    }
    for (let run = 0; run < values.length; run++) words[node + HEADER_WORDS + run] = values[run]!;
    return node;
  }

  /** Nobody has this node any more. */
  free(node: number): void {
    const last = this.#words[node + HEADER_WORDS - 1]!;
    const runs = (last >>> FIRST_SHIFT) + ((last >>> (OFFSET_BITS * (GROUP_SIZE - 1))) & (GROUP_SIZE - 1)) + 1;
    this.#free[sizeFor(runs)]!.push(node);
  }

  /** Which word has the value of a place. */
  #find(node: number, place: number): number {
    const group = this.#words[node + (place >>> GROUP_BITS)]!;
    const offset = (group >>> (OFFSET_BITS * (place & (GROUP_SIZE - 1)))) & (GROUP_SIZE - 1);
    return node + HEADER_WORDS + (group >>> FIRST_SHIFT) + offset;
  }

  #allocate(size: number): number {
    const known = this.#free[size]!.pop();
    if (known !== undefined) return known;
    const node = this.#used;
    this.#used += SIZES[size]!;
    if (this.#used > this.#words.length) {
      const larger = new Int32Array(Math.max(this.#words.length * 2, this.#used));
      larger.set(this.#words);
      this.#words = larger;
    }
    return node;
  }
}

/** Which of `SIZES` so many runs need. */
function sizeFor(runs: number): number {
  let size = 0;
  while (SIZES[size]! < HEADER_WORDS + runs) size++;
  return size;
}
