const WINDOW_MS = 2_000;

/** Events per second over the last two seconds. */
export class RateMeter {
  private times: number[] = [];

  add(nowMs: number, count = 1): void {
    for (let n = 0; n < count; n++) {
      this.times.push(nowMs);
    }
    this.prune(nowMs);
  }

  perSecond(nowMs: number): number {
    this.prune(nowMs);
    return (this.times.length * 1_000) / WINDOW_MS;
  }

  private prune(nowMs: number): void {
    const start = this.times.findIndex((time) => time > nowMs - WINDOW_MS);
    this.times = start < 0 ? [] : this.times.slice(start);
  }
}
