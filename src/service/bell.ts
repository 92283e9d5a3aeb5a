/** Something that one waits for and another makes happen. A ring that nobody waits for is forgotten. */
export class Bell {
  #heard: (() => void) | undefined;

  readonly ring = (): void => {
    this.#heard?.();
  };

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = resolve;
    });
  }
}
