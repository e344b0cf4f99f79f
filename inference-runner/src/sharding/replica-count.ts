import type { Clock } from '@framewatch/service-kit';
import type { ShardConfig } from '../config/index.js';

/** Time between two checks of the other replicas, milliseconds. */
export const LOOK_INTERVAL_MS = 5_000;

export interface ReplicaCountDeps {
  /** Whether a replica is ready. Has to settle within a few seconds; never rejects. */
  isReady: (ordinal: number) => Promise<boolean>;
  clock: Clock;
}

/**
 * How many replicas there are: one more than the highest ordinal that is ready, or was within the grace time. Ordinals
 * are without gaps, as those of a StatefulSet, so a replica in the middle that is down changes nothing: its streams
 * wait for its return. A new replica counts once it is ready, so that its streams run elsewhere until then.
 */
export class ReplicaCount {
  readonly #config: ShardConfig;
  readonly #deps: ReplicaCountDeps;
  readonly #seenMs = new Map<number, number>();
  #count: number;
  #stopped = false;
  #cancel: () => void = () => undefined;

  constructor(config: ShardConfig, deps: ReplicaCountDeps) {
    this.#config = config;
    this.#deps = deps;
    this.#count = Math.max(config.replicas, config.ordinal + 1);
  }

  get count(): number {
    return this.#count;
  }

  /** Checks once, then periodically until `stop`, and calls back when the count has changed. */
  async follow(onChange: () => void): Promise<void> {
    if (this.#config.maxReplicas === this.#config.replicas) return;
    await this.#look();
    const again = () => {
      if (this.#stopped) return;
      this.#cancel = this.#deps.clock.after(LOOK_INTERVAL_MS, () => {
        void this.#look().then((changed) => {
          if (changed && !this.#stopped) onChange();
          again();
        });
      });
    };
    again();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Returns whether the count has changed. */
  async #look(): Promise<boolean> {
    const { ordinal: own, replicas, maxReplicas, graceSeconds } = this.#config;
    const optional = Array.from({ length: maxReplicas - replicas }, (_, i) => replicas + i);
    const { clock, isReady } = this.#deps;
    await Promise.all(
      optional.map(async (ordinal) => {
        if (ordinal === own || (await isReady(ordinal))) this.#seenMs.set(ordinal, clock.nowMs());
      })
    );
    const sinceMs = clock.nowMs() - graceSeconds * 1000;
    const present = optional.filter((ordinal) => (this.#seenMs.get(ordinal) ?? -Infinity) > sinceMs);
    const before = this.#count;
    this.#count = Math.max(replicas, ...present.map((ordinal) => ordinal + 1));
    return this.#count !== before;
  }
}
