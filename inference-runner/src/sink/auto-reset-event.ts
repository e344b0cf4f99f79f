/** An auto-reset event for one waiter: `set` ends the current wait, or the next one at once when nobody waits. */
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
