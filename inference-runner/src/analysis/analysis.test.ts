import type { FrameResult, StreamEvent } from '@framewatch/protocol';
import { frameResult } from '../../test/viewer/fakes.js';
import { Analysis } from './analysis.js';
import { EventIds } from './event-ids.js';
import { StatusEvents } from './status-events.js';
import type { Analyser, StatusChange } from './types.js';

const event = (type: string): StreamEvent => ({
  id: 'x',
  beginUs: 1,
  endUs: 1,
  stream: 'lobby',
  type,
  severity: 'info',
  message: type,
});

/** Adds a detection of the class, and makes an event of how many it found there. */
const adds = (name: string): Analyser => ({
  onResult: (result: FrameResult) => ({
    result: { ...result, detections: [...result.detections, { class: name, confidence: 1, box: [0, 0, 1, 1] }] },
    events: [event(`${name} ${result.detections.length}`)],
  }),
});

const STALLED: StatusChange = { kind: 'state', stream: 'lobby', timeUs: 5, state: 'stalled', again: false };

describe('Analysis', () => {
  it('leaves a result as it is where nobody looks at it', () => {
    const result = frameResult({});
    expect(new Analysis([new StatusEvents(new EventIds())], () => undefined).onResult(result)).toEqual({
      result,
      events: [],
      counts: [],
      today: null,
    });
  });

  it('gives each analyser the result of the one before it, and collects the events in their order', () => {
    const { result, events } = new Analysis([adds('person'), adds('dog')], () => undefined).onResult(
      frameResult({ detections: [] })
    );
    expect(result.detections.map((detection) => detection.class)).toEqual(['person', 'dog']);
    expect(events.map(({ type }) => type)).toEqual(['person 0', 'dog 1']);
  });

  it('goes on without an analyser that throws, and says so', () => {
    const errors: unknown[] = [];
    const fail = () => {
      throw new Error('broken');
    };
    const analysis = new Analysis(
      [{ onResult: fail, onStatus: fail }, adds('person'), new StatusEvents(new EventIds())],
      (error) => errors.push(error)
    );
    expect(analysis.onResult(frameResult({ detections: [] })).result.detections).toHaveLength(1);
    expect(analysis.onStatus(STALLED)).toMatchObject([{ type: 'state', message: 'stalled' }]);
    expect(errors).toEqual([new Error('broken'), new Error('broken')]);
  });
});

describe('StatusEvents', () => {
  const events = new StatusEvents(new EventIds());

  it('says the state, its reason, when it began and how bad it is', () => {
    expect(events.onStatus({ ...STALLED, reason: 'no picture for 5 s' })).toEqual([
      {
        id: 'state-5',
        beginUs: 5,
        endUs: 5,
        stream: 'lobby',
        type: 'state',
        severity: 'warning',
        message: 'stalled: no picture for 5 s',
      },
    ]);
  });

  it('makes no event of one more attempt at what is known to be down', () => {
    expect(events.onStatus({ ...STALLED, again: true })).toEqual([]);
  });

  it('calls the loss of a model critical', () => {
    expect(events.onStatus({ kind: 'model-lost', stream: 'lobby', timeUs: 7, message: 'no answer' })).toEqual([
      {
        id: 'model-7',
        beginUs: 7,
        endUs: 7,
        stream: 'lobby',
        type: 'model',
        severity: 'critical',
        message: 'no answer',
      },
    ]);
  });
});
