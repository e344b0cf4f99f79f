/** How a quantity moves and how well it is measured, in its own unit; spreads are standard deviations. */
export interface Motion {
  /** Of what is measured. */
  readonly measured: number;
  /** Of the speed before anything is known of it, per second. */
  readonly speed: number;
  /** By how much the speed may have changed after a second of going straight on. */
  readonly change: number;
  /** Seconds after which an unseen object is taken to have kept 1/e of its speed. */
  readonly persistence: number;
}

/** How much the newest measurement counts in what is known of turns, and how much more the speed then may change. */
const TURNING_SHARE = 0.1;
const TURNING_GAIN = 15;
/** In standard deviations: a jump is no turn. */
const MOST_SURPRISE = 3;

/** Where something is expected, and how uncertain that is. */
export interface Expected {
  readonly value: number;
  readonly variance: number;
}

/**
 * A Kalman filter of one quantity and its speed, in seconds. The speed is nearly constant (its change is white noise);
 * how long ago the newest measurement was counts, not how many frames.
 */
export class AxisFilter {
  #value: number;
  #speed = 0;
  #valueVariance: number;
  #covariance = 0;
  #speedVariance: number;
  /** How far off the newest prediction was, in its standard deviations, and how alike that has been of late. */
  #surprise = 0;
  #turning = 0;

  constructor(value: number, { measured, speed }: Motion) {
    this.#value = value;
    this.#valueVariance = measured ** 2;
    this.#speedVariance = speed ** 2;
  }

  /** What a measurement `seconds` after the newest one should be. */
  expected(seconds: number, { measured, change, persistence }: Motion): Expected {
    const travelled = persistence * -Math.expm1(-seconds / persistence);
    return {
      value: this.#value + this.#speed * travelled,
      variance:
        this.#valueVariance +
        2 * travelled * this.#covariance +
        travelled ** 2 * this.#speedVariance +
        (this.#noise(change) * seconds ** 3) / 3 +
        measured ** 2,
    };
  }

  /** Takes a measurement that is `seconds` newer than the one before it. */
  measure(value: number, seconds: number, motion: Motion): void {
    const { measured, change, persistence } = motion;
    const kept = Math.exp(-seconds / persistence);
    const travelled = persistence * (1 - kept);
    const noise = this.#noise(change);
    const valueVariance =
      this.#valueVariance +
      2 * travelled * this.#covariance +
      travelled ** 2 * this.#speedVariance +
      (noise * seconds ** 3) / 3;
    const covariance = kept * (this.#covariance + travelled * this.#speedVariance) + (noise * seconds ** 2) / 2;
    const speedVariance = kept ** 2 * this.#speedVariance + noise * seconds;
    const predicted = this.#value + this.#speed * travelled;

    const total = valueVariance + measured ** 2;
    const surprise = value - predicted;
    this.#value = predicted + (valueVariance / total) * surprise;
    this.#speed = kept * this.#speed + (covariance / total) * surprise;
    this.#valueVariance = valueVariance * (1 - valueVariance / total);
    this.#speedVariance = speedVariance - covariance ** 2 / total;
    this.#covariance = covariance * (1 - valueVariance / total);
    this.#learnTurning(surprise / Math.sqrt(total));
  }

  /** The spectral density of the speed's change: more while it turns. */
  #noise(change: number): number {
    return change ** 2 * (1 + TURNING_GAIN * Math.max(0, this.#turning));
  }

  /**
   * Errors of a detector go to and fro; those of a prediction that lags behind a turn stay on one side. So one that is
   * wrong in the same way again and again becomes quicker to follow.
   */
  #learnTurning(surprise: number): void {
    const bounded = Math.max(-MOST_SURPRISE, Math.min(MOST_SURPRISE, surprise));
    this.#turning += TURNING_SHARE * (bounded * this.#surprise - this.#turning);
    this.#surprise = bounded;
  }
}
