import { countLines, crossingLine, eventLine, isCrossing, resultLines } from './line-protocol.js';
import { frameResult, person } from '../../test/sink/fakes.js';

describe('resultLines', () => {
  it('is a line of the frame and one of each class seen, at capture time in microseconds', () => {
    const detections = [person(0.9), person(0.5), person(0.75, 'dog')];

    expect(resultLines(frameResult({ detections, dropped: 2 }))).toEqual([
      'frames,model=movenet,stream=lobby dropped=2i,inference_ms=17.123,latency_ms=21.5,objects=3i 1700000000000000',
      'detections,class=person,model=movenet,stream=lobby confidence=0.7,count=2i 1700000000000000',
      'detections,class=dog,model=movenet,stream=lobby confidence=0.75,count=1i 1700000000000000',
    ]);
  });

  it('does not add up what two models see', () => {
    const detections = [
      { ...person(0.9), model: 'pose' },
      { ...person(0.5), model: 'yolo' },
    ];

    expect(resultLines(frameResult({ model: 'pose+yolo', detections }))).toEqual([
      'frames,model=pose+yolo,stream=lobby dropped=0i,inference_ms=17.123,latency_ms=21.5,objects=2i 1700000000000000',
      'detections,class=person,model=pose,stream=lobby confidence=0.9,count=1i 1700000000000000',
      'detections,class=person,model=yolo,stream=lobby confidence=0.5,count=1i 1700000000000000',
    ]);
  });

  it('is the frame alone when nothing is seen', () => {
    expect(resultLines(frameResult())).toEqual([
      'frames,model=movenet,stream=lobby dropped=0i,inference_ms=17.123,latency_ms=21.5,objects=0i 1700000000000000',
    ]);
  });

  it.each([
    ['traffic light', 'traffic\\ light'],
    ['a,b=c', 'a\\,b\\=c'],
    ['two\nlines', 'two\\nlines'],
    ['ends with \\\\', 'ends\\ with\\ '],
  ])('escapes the class %j', (name, written) => {
    const line = resultLines(frameResult({ detections: [person(0.5, name)] }))[1];

    expect(line).toBe(
      `detections,class=${written},model=movenet,stream=lobby confidence=0.5,count=1i 1700000000000000`
    );
  });

  it('leaves out a number that is none, as the database would refuse the line', () => {
    const timings = { ...frameResult().timings, inference: NaN };

    expect(resultLines(frameResult({ timings, detections: [person(Infinity)] }))).toEqual([
      'frames,model=movenet,stream=lobby dropped=0i,latency_ms=21.5,objects=1i 1700000000000000',
      'detections,class=person,model=movenet,stream=lobby count=1i 1700000000000000',
    ]);
  });
});

describe('countLines', () => {
  const counts = { objects: 1.23456, most: 3 };

  it('are one for each zone and class', () => {
    const visits = { entries: 1, exits: 0, unique: 7, visits: 0, dwellSeconds: 0 };
    const zones = { entrance: { person: { ...counts, ...visits }, 'traffic light': counts }, exit: {} };
    expect(countLines('lobby', { timeMs: 1_700_000_000_000, frames: 10, zones, lines: {} })).toEqual([
      'zones,class=person,stream=lobby,zone=entrance entries=1i,exits=0i,most=3i,objects=1.235 1700000000000000',
      'zones,class=traffic\\ light,stream=lobby,zone=entrance most=3i,objects=1.235 1700000000000000',
    ]);
  });
});

describe('crossingLine', () => {
  const event = {
    id: 'crossing-1',
    stream: 'lobby',
    type: 'crossing',
    severity: 'info',
    message: 'person crossed line door, in',
    beginUs: 5,
    endUs: 5,
    line: 'door',
    direction: 'in',
    class: 'person',
    track: 12,
  } as const;

  it('has the track as a field', () => {
    expect(crossingLine(event, event.beginUs)).toBe(
      'crossings,class=person,direction=in,line=door,stream=lobby track_id=12i 5'
    );
  });

  it('is of crossings only', () => {
    expect(isCrossing(event)).toBe(true);
    expect(isCrossing({ ...event, type: 'wrong-way' })).toBe(false);
    expect(isCrossing({ ...event, track: undefined })).toBe(false);
  });
});

describe('eventLine', () => {
  const beginUs = 1_700_000_000_000_001;
  const event = {
    id: 'state-1',
    beginUs,
    endUs: beginUs,
    stream: 'lobby',
    type: 'state',
    severity: 'warning',
  } as const;

  it('is one line', () => {
    expect(eventLine({ ...event, message: 'stalled: no frame for 5 s' })).toBe(
      'events,severity=warning,stream=lobby,type=state begin=1700000000000001i,end=1700000000000001i,id="state-1",message="stalled: no frame for 5 s" 1700000000000001'
    );
  });

  it('has value and expected value where the event has', () => {
    expect(eventLine({ ...event, message: 'fewer people', value: 0, expected: { low: 4.5 } })).toBe(
      'events,severity=warning,stream=lobby,type=state begin=1700000000000001i,end=1700000000000001i,expected_low=4.5,id="state-1",message="fewer people",value=0 1700000000000001'
    );
  });

  it('stands at its begin while it lasts, and at its end after it', () => {
    const lasts = { ...event, message: 'frozen', endUs: null };
    expect(eventLine(lasts)).toBe(
      'events,severity=warning,stream=lobby,type=state begin=1700000000000001i,id="state-1",message="frozen" 1700000000000001'
    );
    expect(eventLine({ ...lasts, endUs: beginUs + 5 })).toMatch(/end=1700000000000006i.* 1700000000000006$/);
  });

  it('keeps the message on one line, quoted and of bounded length', () => {
    const message = `say "no"\r\nthen C:\\ and ${'x'.repeat(2000)}`;
    const line = eventLine({ ...event, message });

    expect(line).toContain('message="say \\"no\\" then C:\\\\ and xxx');
    expect(line).not.toContain('\n');
    expect(line.length).toBeLessThan(1200);
  });
});
