export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const MINUTES_PER_DAY = 24 * 60;
const US_PER_MINUTE = 60e6;

/** When a rule applies, on the clock of a time zone. */
export interface Hours {
  /** `22:00-06:00`: from the first minute to before the last, over midnight where the second is earlier. */
  hours?: string | undefined;
  /** Days on which the span begins; left out for every day. */
  weekdays?: readonly Weekday[] | undefined;
}

/** Returns begin and end of `22:00-06:00` in minutes of the day; null when it is no span of time. */
export function parseHours(text: string): readonly [number, number] | null {
  const match = /^(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)$/.exec(text.trim());
  if (!match) return null;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number);
  if (fromMinute > 59 || toMinute > 59) return null;
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  return from < MINUTES_PER_DAY && to <= MINUTES_PER_DAY && from !== to ? [from, to] : null;
}

/** Tells whether a moment lies within the hours of a rule. Follows the wall clock, so through summer time, too. */
export class Schedule {
  readonly #span: readonly [number, number] | null;
  readonly #days: ReadonlySet<Weekday> | null;
  readonly #clock: Intl.DateTimeFormat;
  #newest: { minute: number; within: boolean } | null = null;

  /** `timeZone`: an IANA name, like `Europe/Berlin`. */
  constructor({ hours, weekdays }: Hours, timeZone: string) {
    this.#span = hours === undefined ? null : parseHours(hours);
    this.#days = weekdays ? new Set(weekdays) : null;
    this.#clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** `timeUs`: wall clock, microseconds since 1970. */
  includes(timeUs: number): boolean {
    if (this.#span === null && this.#days === null) return true;
    const minute = Math.floor(timeUs / US_PER_MINUTE);
    if (this.#newest?.minute !== minute) this.#newest = { minute, within: this.#within(timeUs / 1000) };
    return this.#newest.within;
  }

  #within(timeMs: number): boolean {
    const { day, minute } = this.#local(timeMs);
    const [from, to] = this.#span ?? [0, MINUTES_PER_DAY];
    if (from < to) return minute >= from && minute < to && this.#isOn(day);
    // After midnight it is the span of the day before.
    return (minute >= from && this.#isOn(day)) || (minute < to && this.#isOn((day + 6) % 7));
  }

  #isOn(day: number): boolean {
    return this.#days?.has(WEEKDAYS[day] ?? 'mon') ?? true;
  }

  /** `day`: 0 for Monday. */
  #local(timeMs: number): { day: number; minute: number } {
    const parts = new Map(this.#clock.formatToParts(timeMs).map(({ type, value }) => [type, value]));
    const day = WEEKDAYS.findIndex((name) => name === parts.get('weekday')?.toLowerCase().slice(0, 3));
    return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
  }
}
