/** Wakes the one who waits. Set while nobody waits, it lets the next wait pass at once. */
export class AutoResetEvent {
  #isSet = false;
  #waiter: (() => void) | null = null;

  set(): void {
    this.#isSet = true;
    this.#waiter?.();
  }

  async wait(): Promise<void> {
    if (!this.#isSet) await new Promise<void>((resolve) => (this.#waiter = resolve));
    this.#waiter = null;
    this.#isSet = false;
  }
}
