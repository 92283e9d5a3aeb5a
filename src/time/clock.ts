/** Milliseconds since 1970 (with a fraction), and a way to be called later. The engine never reads another clock. */
export interface Clock {
  now(): number;
  /**
   * Call `callback` once, `delay` milliseconds from now.
   *
   * @param kind `background` for what goes on whether or not anything else happens, such as something that expires or is
   *   repeated for ever: nobody who waits for the next event, or for the last one, waits for it
   */
  after(delay: number, callback: () => void, kind?: 'background'): Timer;
  /** Called each time the clock has called somebody. Left out: nobody can wait for what only time brings. */
  readonly watchers?: Set<() => void>;
  /** How many calls are still to come, but for background. Left out: nobody can tell when all is quiet. */
  readonly awaited?: number;
}

export interface Timer {
  /** Nothing happens when it has fired or was cancelled before. */
  cancel(): void;
}
