const SAMPLES = 8;

/**
 * How far the runner's wall clock is ahead of this machine's, so that the age of a picture can be told although the two
 * clocks do not agree. Of the latest answers, the one with the shortest round trip counts.
 */
export class ServerClock {
  readonly #samples: { offsetUs: number; roundTripUs: number }[] = [];

  /** Times in microseconds: when the question left, when the answer came (both here), and what the runner's clock said. */
  addAnswer(sentUs: number, receivedUs: number, serverUs: number): void {
    const roundTripUs = Math.max(0, receivedUs - sentUs);
    this.#samples.push({ offsetUs: serverUs - (sentUs + roundTripUs / 2), roundTripUs });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /** Microseconds to add to the local wall clock, or null before the first answer. */
  get offsetUs(): number | null {
    const [first, ...others] = this.#samples;
    if (!first) return null;
    return others.reduce((best, sample) => (sample.roundTripUs < best.roundTripUs ? sample : best), first).offsetUs;
  }
}
