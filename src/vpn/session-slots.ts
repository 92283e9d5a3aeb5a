/** The sessions of one peer: three at most, so that none is lost that packets are still under way in. */
import type {Session} from './session.ts';

export class SessionSlots {
  readonly #discard: (session: Session) => void;
  #previous: Session | undefined;
  #current: Session | undefined;
  /** Of a handshake that the other side began: not used before it has used it itself, which shows that it has it. */
  #next: Session | undefined;

  /** @param discard called with each session that is in none of the slots any more */
  constructor(discard: (session: Session) => void) {
    this.#discard = discard;
  }

  /** What is sent goes into this one. */
  get current(): Session | undefined {
    return this.#current;
  }

  /** Takes in a session that a handshake ended with. */
  begin(session: Session): void {
    if (!session.initiator) {
      this.#replace({previous: undefined, current: this.#current, next: session});
    } else {
      this.#replace({previous: this.#next ?? this.#current, current: session, next: undefined});
    }
  }

  /** Something came in `session`. @returns whether it was the next one, and is the current one now */
  confirm(session: Session): boolean {
    if (session !== this.#next) return false;
    this.#replace({previous: this.#current, current: session, next: undefined});
    return true;
  }

  clear(): void {
    this.#replace({previous: undefined, current: undefined, next: undefined});
  }

  #replace(slots: Readonly<Record<'previous' | 'current' | 'next', Session | undefined>>): void {
    const before = [this.#previous, this.#current, this.#next];
    this.#previous = slots.previous;
    this.#current = slots.current;
    this.#next = slots.next;
    const kept: readonly unknown[] = Object.values(slots);
    for (const session of before) if (session && !kept.includes(session)) this.#discard(session);
  }
}
