import type { Body } from './body.js';
import { postureOf, type Stature, statureOf } from './posture.js';

/** Time constant of the belief that a person lies, and of the lengths of a person who stands, seconds. */
const BELIEF_SECONDS = 1;
const STATURE_SECONDS = 0.5;
/** The belief from which on a person is taken to lie, and to which it has to fall for that to end. */
const LIES = 0.65;
const LIES_NO_MORE = 0.35;
/** What happened longer ago says nothing of now. */
const MAX_STEP_SECONDS = 1;

/** What is known of one person's posture, from one picture after the other. */
export class Person {
  #stature: Stature | null = null;
  #belief = 0;
  #lies = false;
  #lastUs: number | null = null;

  /** Returns whether the person lies. A body of which too little was seen, or none, does not change that. */
  lies(body: Body | null, timeUs: number): boolean {
    const seconds = Math.min(MAX_STEP_SECONDS, Math.max(0, (timeUs - (this.#lastUs ?? timeUs)) / 1e6));
    this.#lastUs = timeUs;
    const posture = body && postureOf(body, this.#stature);
    if (!body || posture === null) return this.#lies;
    if (posture === 'standing') this.#remember(body, seconds);
    this.#belief += share(seconds, BELIEF_SECONDS) * ((posture === 'lying' ? 1 : 0) - this.#belief);
    this.#lies = this.#belief > (this.#lies ? LIES_NO_MORE : LIES);
    return this.#lies;
  }

  #remember(body: Body, seconds: number): void {
    const now = statureOf(body);
    const before = this.#stature;
    if (!now) return;
    const by = share(seconds, STATURE_SECONDS);
    const toward = (key: keyof Stature) => (before ? before[key] + by * (now[key] - before[key]) : now[key]);
    this.#stature = { torso: toward('torso'), legs: toward('legs'), height: toward('height'), feet: toward('feet') };
  }
}

/** Share of the way to a new value that an exponential mean goes in this time. */
const share = (seconds: number, constant: number): number => 1 - Math.exp(-seconds / constant);
