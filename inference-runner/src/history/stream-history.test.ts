import {
  detectionHistorySchema,
  type EventFilter,
  eventHistorySchema,
  type FrameResult,
  type StreamEvent,
} from '@framewatch/protocol';
import { EVENTS_KEPT, HISTORY_SECONDS, StreamHistory } from './index.js';

const T0 = 1_700_000_000_000;

function result(
  timeMs: number,
  confidences: Record<string, number[]> = {},
  change: Partial<FrameResult> = {}
): FrameResult {
  return {
    stream: 'lobby',
    model: 'movenet',
    epoch: 0,
    seq: 0,
    ptsUs: 0,
    captureTimeUs: timeMs * 1000,
    width: 640,
    height: 360,
    detections: Object.entries(confidences).flatMap(([name, values]) =>
      values.map((confidence) => ({ class: name, confidence, box: [0, 0, 1, 1] as [number, number, number, number] }))
    ),
    timings: { decode: 1, queue: 0, preprocess: 1, inference: 20, postprocess: 1, latency: 30 },
    dropped: 0,
    ...change,
  };
}

function event(timeMs: number, message = 'up', change: Partial<StreamEvent> = {}): StreamEvent {
  const timeUs = timeMs * 1000;
  return {
    id: `state-${timeMs}`,
    beginUs: timeUs,
    endUs: timeUs,
    stream: 'lobby',
    type: 'state',
    severity: 'info',
    message,
    ...change,
  };
}

describe('the history of detections', () => {
  it('is empty at first', () => {
    expect(new StreamHistory('lobby').detections(0, T0, 1000)).toEqual({ stream: 'lobby', stepMs: 1000, buckets: [] });
  });

  it('reduces the results of a second to counts and means', () => {
    const history = new StreamHistory('lobby');
    history.addResult(result(T0, { person: [0.4, 0.6] }, { dropped: 2 }));
    const timings = { decode: 1, queue: 0, preprocess: 1, inference: 40, postprocess: 1, latency: 50 };
    history.addResult(result(T0 + 999, { person: [0.5], dog: [0.9] }, { timings }));
    const answer = history.detections(T0, T0 + 1000, 1000);
    expect(detectionHistorySchema.parse(answer)).toEqual(answer);
    expect(answer.buckets).toEqual([
      {
        timeMs: T0,
        frames: 2,
        dropped: 2,
        inferenceMs: 30,
        latencyMs: 40,
        classes: {
          person: { detections: 3, most: 2, confidence: 0.5 },
          dog: { detections: 1, most: 1, confidence: 0.9 },
        },
      },
    ]);
  });

  it('merges seconds into the step asked for, weighting means by frames', () => {
    const history = new StreamHistory('lobby');
    for (let i = 0; i < 3; i++) history.addResult(result(T0 + i, { person: [0.9] }));
    history.addResult(result(T0 + 1000, { person: [0.1, 0.1, 0.1] }));
    history.addResult(result(T0 + 2000));
    const { stepMs, buckets } = history.detections(T0, T0 + 10_000, 2000);
    expect(stepMs).toBe(2000);
    expect(buckets.map(({ timeMs, frames }) => [timeMs, frames])).toEqual([
      [T0, 4],
      [T0 + 2000, 1],
    ]);
    expect(buckets[0]?.classes.person).toEqual({ detections: 6, most: 3, confidence: expect.closeTo(0.5) as number });
    expect(buckets[1]?.classes).toEqual({});
  });

  it.each([
    [1, 1000],
    [1000, 1000],
    [1001, 2000],
    [60_000, 60_000],
  ])('answers a step of %i ms in steps of %i', (asked, given) => {
    expect(new StreamHistory('lobby').detections(0, T0, asked).stepMs).toBe(given);
  });

  it('starts buckets at multiples of the step, whatever the range', () => {
    const history = new StreamHistory('lobby');
    history.addResult(result(T0 + 4000));
    expect(history.detections(T0 + 3500, T0 + 9000, 5000).buckets[0]?.timeMs).toBe(T0);
  });

  it('takes the beginning of a range and leaves out its end', () => {
    const history = new StreamHistory('lobby');
    for (const at of [0, 1000, 2000, 3000]) history.addResult(result(T0 + at));
    const times = history.detections(T0 + 1000, T0 + 3000, 1000).buckets.map(({ timeMs }) => timeMs - T0);
    expect(times).toEqual([1000, 2000]);
  });

  it('keeps an hour and no more', () => {
    const history = new StreamHistory('lobby');
    for (let second = 0; second < HISTORY_SECONDS + 10; second++) history.addResult(result(T0 + second * 1000));
    const { buckets } = history.detections(0, 2 * T0, 1000);
    expect(buckets).toHaveLength(HISTORY_SECONDS);
    expect(buckets[0]?.timeMs).toBe(T0 + 10_000);
  });

  it('goes on in the right order when the clock of the camera is set back', () => {
    const history = new StreamHistory('lobby');
    for (const at of [5000, 6000, 1000, 2000]) history.addResult(result(T0 + at));
    const times = history.detections(0, 2 * T0, 1000).buckets.map(({ timeMs }) => timeMs - T0);
    expect(times).toEqual([1000, 2000, 5000, 6000]);
  });

  it('recovers from a clock that was in the future', () => {
    const history = new StreamHistory('lobby');
    history.addResult(result(T0 + HISTORY_SECONDS * 1000 * 24));
    history.addResult(result(T0));
    expect(history.detections(T0, T0 + 1000, 1000).buckets).toHaveLength(1);
  });
});

describe('answers that are kept ready', () => {
  it('are what a count over all results says, whatever is asked, in whatever order, and wherever the clock is set', () => {
    let seed = 11;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    const history = new StreamHistory('lobby');
    /** Frames of each second that is kept, by the slot that it lives in. */
    const kept = new Map<number, { timeMs: number; frames: number }>();
    let nowMs = T0;
    for (let round = 0; round < 4000; round++) {
      nowMs += random(4000);
      if (random(400) === 0) nowMs += (random(3) - 1) * 2_000_000;
      history.addResult(result(nowMs));
      const timeMs = Math.floor(nowMs / 1000) * 1000;
      const slot = (timeMs / 1000) % HISTORY_SECONDS;
      const before = kept.get(slot);
      kept.set(slot, { timeMs, frames: before?.timeMs === timeMs ? before.frames + 1 : 1 });
      if (round % 7 !== 0) continue;

      const step = [1000, 3000, 7000, 60_000, 5_000_000][random(5)]!;
      const from = nowMs - random(4_000_000);
      const to = from + random(4_200_000);
      const expected = new Map<number, number>();
      for (const second of kept.values()) {
        if (second.timeMs + 999 < from || second.timeMs >= to) continue;
        const start = Math.floor(second.timeMs / step) * step;
        expected.set(start, (expected.get(start) ?? 0) + second.frames);
      }
      const { buckets } = history.detections(from, to, step);
      expect(buckets.map((bucket) => [bucket.timeMs, bucket.frames])).toEqual([...expected].sort(([a], [b]) => a - b));
    }
  });

  it('are the same object until something new comes, and so is a bucket to which nothing is added', () => {
    const history = new StreamHistory('lobby');
    for (const at of [0, 1000, 5000]) history.addResult(result(T0 + at));
    const answer = history.detections(T0, T0 + 9000, 5000);
    expect(history.detections(T0, T0 + 60_000, 4001)).toBe(answer);
    history.addResult(result(T0 + 6000));
    const next = history.detections(T0, T0 + 9000, 5000);
    expect(next).not.toBe(answer);
    expect(next.buckets[0]).toBe(answer.buckets[0]);
    expect(next.buckets[1]).not.toBe(answer.buckets[1]);

    history.addEvent(event(T0));
    const events = history.events(0, 2 * T0);
    expect(history.events(0, 2 * T0)).toBe(events);
    history.addEvent(event(T0 + 1));
    expect(history.events(0, 2 * T0).events).toHaveLength(2);
  });
});

describe('the history of events', () => {
  it('gives those of a range, oldest first', () => {
    const history = new StreamHistory('lobby');
    for (const at of [0, 3000, 1000, 2000]) history.addEvent(event(T0 + at, `at ${at}`));
    const answer = history.events(T0 + 1000, T0 + 3000);
    expect(eventHistorySchema.parse(answer).events.map(({ message }) => message)).toEqual(['at 1000', 'at 2000']);
  });

  it('has an event once, as it was told last', () => {
    const history = new StreamHistory('lobby');
    history.addEvent(event(T0, 'frozen', { id: 'frozen-1', endUs: null }));
    history.addEvent(event(T0, 'frozen', { id: 'frozen-1', endUs: (T0 + 9000) * 1000 }));
    expect(history.events(0, 2 * T0).events).toMatchObject([{ id: 'frozen-1', endUs: (T0 + 9000) * 1000 }]);
  });

  it('gives those that last within the range, also without an end', () => {
    const history = new StreamHistory('lobby');
    history.addEvent(event(T0, 'lasts', { endUs: null }));
    history.addEvent(event(T0 + 1, 'lasted', { endUs: (T0 + 5000) * 1000 }));
    history.addEvent(event(T0 + 2, 'was over'));
    const { events } = history.events(T0 + 3000, T0 + 4000);
    expect(events.map(({ message }) => message)).toEqual(['lasts', 'lasted']);
  });

  it('gives those of a type and of a severity', () => {
    const history = new StreamHistory('lobby');
    history.addEvent(event(T0, 'a'));
    history.addEvent(event(T0 + 1, 'b', { type: 'frozen', severity: 'critical' }));
    history.addEvent(event(T0 + 2, 'c', { type: 'frozen', severity: 'warning' }));
    const messages = (filter: EventFilter) => history.events(0, 2 * T0, filter).events.map(({ message }) => message);
    expect(messages({})).toEqual(['a', 'b', 'c']);
    expect(messages({ type: 'frozen' })).toEqual(['b', 'c']);
    expect(messages({ type: 'frozen', severity: 'warning' })).toEqual(['c']);
  });

  it('keeps what is rare beside thousands of entries and crossings', () => {
    const history = new StreamHistory('lobby');
    history.addEvent(event(T0, 'frozen', { id: 'frozen-1', type: 'frozen' }));
    for (let i = 0; i < EVENTS_KEPT + 5; i++) {
      history.addEvent(event(T0 + i, 'crossed', { id: `crossing-${i}`, type: 'crossing' }));
    }
    const { events } = history.events(0, 2 * T0);
    expect(events).toHaveLength(EVENTS_KEPT + 1);
    expect(events[0]?.id).toBe('frozen-1');
    expect(events[1]?.id).toBe('crossing-5');
  });

  it('keeps the newest thousand', () => {
    const history = new StreamHistory('lobby');
    for (let i = 0; i < EVENTS_KEPT + 5; i++) history.addEvent(event(T0 + i));
    const { events } = history.events(0, 2 * T0);
    expect(events).toHaveLength(EVENTS_KEPT);
    expect(events[0]?.beginUs).toBe((T0 + 5) * 1000);
  });
});
