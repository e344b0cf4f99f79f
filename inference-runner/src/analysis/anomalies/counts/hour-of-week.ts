/** Hours of a week. */
export const HOURS = 168;
const HOUR_US = 3_600_000_000;
/** 1970-01-01 was a Thursday: hours since the Monday before. */
const MONDAY_OFFSET = 72;

/** Where a moment lies in the week. */
export interface HourOfWeek {
  /** 0 is Monday from midnight, 167 Sunday until midnight. */
  hour: number;
  /** Since the hour began: 0 to 1. */
  part: number;
}

/** Returns the offset of local time from UTC, in hours, at that moment (microseconds since 1970). */
export type OffsetAt = (timeUs: number) => number;

export function hourOfWeek(timeUs: number, offsetAt: OffsetAt): HourOfWeek {
  const hours = timeUs / HOUR_US + offsetAt(timeUs) + MONDAY_OFFSET;
  const whole = Math.floor(hours);
  return { hour: ((whole % HOURS) + HOURS) % HOURS, part: hours - whole };
}

/** Local time of an IANA time zone. Looks the offset up once in a quarter of an hour: no zone changes it in between. */
export function offsetOf(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  let [quarter, offset] = [-1, 0];
  return (timeUs) => {
    const current = Math.floor(timeUs / (HOUR_US / 4));
    if (current === quarter) return offset;
    quarter = current;
    const name = format.formatToParts(timeUs / 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
    return (offset = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) + Number(minutes ?? 0) / 60));
  };
}
