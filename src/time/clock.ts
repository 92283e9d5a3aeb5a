/** Milliseconds since 1970 (with a fraction), and a way to be called later. The engine never reads another clock. */
export interface Clock {
  now(): number;
  /** Call `callback` once, `delay` milliseconds from now. */
  after(delay: number, callback: () => void): Timer;
}

export interface Timer {
  /** Nothing happens when it has fired or was cancelled before. */
  cancel(): void;
}
