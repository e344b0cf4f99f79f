import { hourOfWeek, offsetOf } from './hour-of-week.js';

const us = (text: string) => Date.parse(text) * 1000;

describe('hourOfWeek', () => {
  it('counts from Monday, midnight', () => {
    expect(hourOfWeek(us('2026-11-23T00:00:00Z'), () => 0)).toEqual({ hour: 0, part: 0 });
    expect(hourOfWeek(us('2026-11-29T23:30:00Z'), () => 0)).toEqual({ hour: 167, part: 0.5 });
    expect(hourOfWeek(us('1969-12-28T23:00:00Z'), () => 0).hour).toBe(167);
  });

  it.each([
    ['Europe/Berlin', '2026-01-05T11:00:00Z', 12],
    ['Europe/Berlin', '2026-07-06T11:00:00Z', 13],
    ['Asia/Kolkata', '2026-01-05T11:00:00Z', 16],
    ['America/St_Johns', '2026-01-05T11:00:00Z', 7],
    ['UTC', '2026-01-05T11:00:00Z', 11],
  ])('follows %s, at %s', (zone, time, hour) => {
    expect(hourOfWeek(us(time), offsetOf(zone)).hour).toBe(hour);
  });

  it('follows the change to summer time', () => {
    const offsetAt = offsetOf('Europe/Berlin');
    const hours = ['2026-03-29T00:59:00Z', '2026-03-29T01:01:00Z'].map((at) => hourOfWeek(us(at), offsetAt).hour % 24);
    expect(hours).toEqual([1, 3]);
  });
});
