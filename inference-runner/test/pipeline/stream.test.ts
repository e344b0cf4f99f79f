import { decodeBinary, MAX_PAYLOAD_BYTES } from '@framewatch/protocol';
import type { StreamConfig } from '../../src/config/index.js';
import { SharedFrame } from '../../src/frame/index.js';
import { StreamHistory } from '../../src/history/index.js';
import { InferenceError } from '../../src/model/index.js';
import { UPRIGHT } from '../../src/picture/index.js';
import { Stream, FairSemaphore, StreamMetrics } from '../../src/pipeline/index.js';
import type { SourceFormat } from '../../src/source/index.js';
import { Registry } from '../../src/telemetry/index.js';
import { FakeClock } from '../fake-clock.js';
import { settle } from '../settle.js';
import { captureLog } from '../sink/fakes.js';
import { seriesOf, valueOf } from '../series.js';
import { FakeModel, FakeSink, FakeSource, STREAM, watcher } from './fakes.js';

/** What was counted of the stream, in short. */
function countedOf(registry: Registry) {
  const metrics = registry.snapshot();
  const by = (name: string, label: string): Record<string, number> =>
    Object.fromEntries(
      Object.entries(seriesOf(metrics, name)).map(([labels, value]) => [labels.split(`${label}=`)[1] ?? '', value])
    );
  return {
    framesDecoded: valueOf(metrics, 'framewatch_frames_decoded_total'),
    framesDamaged: valueOf(metrics, 'framewatch_frames_damaged_total'),
    framesInferred: valueOf(metrics, 'framewatch_frames_inferred_total'),
    framesDropped: by('framewatch_frames_dropped_total', 'reason'),
    inferenceErrors: by('framewatch_inference_errors_total', 'reason'),
    objects: by('framewatch_objects', 'class'),
  };
}

interface Setup {
  live?: boolean;
  sinks?: FakeSink[];
  config?: Partial<StreamConfig>;
}

const running: { stream: Stream; model: FakeModel }[] = [];

afterEach(async () => {
  for (const { stream, model } of running.splice(0)) {
    const stopping = stream.stop();
    model.failAll();
    await stopping;
  }
  expect(SharedFrame.live).toBe(0);
});

function setUp({ live = true, sinks = [new FakeSink()], config = {} }: Setup = {}) {
  const clock = new FakeClock();
  const logged = captureLog();
  const source = new FakeSource(live);
  const model = new FakeModel();
  const registry = new Registry();
  const metrics = new StreamMetrics(registry.scope({ stream: 'lobby', model: 'pose' }), null);
  const stream = new Stream(
    { ...STREAM, ...config },
    {
      source,
      model,
      semaphore: new FairSemaphore(3),
      metrics,
      scope: registry.scope({ stream: 'lobby', model: 'pose' }),
      nextTrackId: () => 1,
      timeZone: 'UTC',
      state: null,
      history: new StreamHistory('lobby'),
      sinks,
      log: logged.log,
      clock,
    }
  );
  running.push({ stream, model });
  stream.start();
  const counted = () => countedOf(registry);
  const { listener, demand } = source;
  return { clock, logged, stream, source, model, sinks, counted, listener: listener!, demand: demand! };
}

const H264: SourceFormat = {
  epoch: 1,
  codec: 'h264',
  width: 640,
  height: 360,
  orientation: UPRIGHT,
  fps: 25,
  passthroughCodec: 'avc1.42c01f',
};

describe('a stream', () => {
  it('makes a result of each frame, with the time of every stage', async () => {
    const { source, clock, model, sinks } = setUp();
    clock.advance(100);
    source.give(40_000, 90);
    clock.advance(25);
    const detections = [{ class: 'person', confidence: 0.5, box: [0, 0, 1, 1] as [number, number, number, number] }];
    model.answer(40_000, { detections });
    await settle();
    expect(sinks[0]?.results).toEqual([
      {
        stream: 'lobby',
        model: 'pose',
        epoch: 1,
        seq: 0,
        ptsUs: 40_000,
        captureTimeUs: 1_040_000,
        width: 640,
        height: 360,
        // What analysers add to them is theirs to test.
        detections: detections.map((one) => expect.objectContaining(one) as object),
        timings: { decode: 3, queue: 2, preprocess: 1, inference: 20, postprocess: 0.5, latency: 35 },
        dropped: 0,
      },
    ]);
  });

  it('tells results in the order of the frames, whichever the model ends first', async () => {
    const { source, model, sinks } = setUp();
    source.give(1);
    source.give(2);
    model.answer(2);
    await settle();
    expect(sinks[0]?.results).toEqual([]);
    model.answer(1);
    await settle();
    expect(sinks[0]?.results.map(({ ptsUs, seq }) => [ptsUs, seq])).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  it('counts the frames that a newer one replaced, in the telemetry and in the next result', async () => {
    const { source, model, sinks, counted } = setUp();
    for (const pts of [1, 2, 3, 4, 5]) source.give(pts);
    for (const pts of [1, 2]) model.answer(pts);
    await settle();
    model.answer(5);
    await settle();
    expect(sinks[0]?.results.map(({ ptsUs, dropped }) => [ptsUs, dropped])).toEqual([
      [1, 2],
      [2, 0],
      [5, 0],
    ]);
    expect(counted()).toMatchObject({ framesDecoded: 5, framesInferred: 3, framesDropped: { 'newer-frame': 2 } });
  });

  it('leaves damaged frames out, and counts them as such', async () => {
    const { source, model, sinks, counted } = setUp();
    source.give(1, 0, true);
    source.give(2);
    model.answer(2);
    await settle();
    expect(model.asked.map(({ ptsUs }) => ptsUs)).toEqual([2]);
    expect(sinks[0]?.results).toMatchObject([{ ptsUs: 2, dropped: 1 }]);
    expect(sinks[0]?.results[0]).not.toHaveProperty('damaged');
    expect(counted()).toMatchObject({ framesDecoded: 2, framesDamaged: 1, framesDropped: { damaged: 1 } });
    expect(SharedFrame.live).toBe(1);
  });

  it('infers damaged frames where it is told to, and marks their results', async () => {
    const { source, model, sinks, counted } = setUp({ config: { damaged: 'infer' } });
    source.give(1, 0, true);
    model.answer(1);
    await settle();
    expect(sinks[0]?.results).toMatchObject([{ ptsUs: 1, damaged: true, dropped: 0 }]);
    expect(counted()).toMatchObject({ framesDamaged: 1, framesDropped: {} });
  });

  it('has no result for a frame whose output is no number, counts it and logs it once a minute', async () => {
    const { source, listener, model, sinks, counted, clock, logged } = setUp();
    listener.onState('streaming');
    source.give(0);
    model.answer(0, { detections: [{ class: 'person', confidence: 0.9, box: [0, 0, 1, 1] }] });
    await settle();
    expect(counted().objects).toEqual({ person: 1 });

    for (let pts = 1; pts <= 61; pts += 1) {
      source.give(pts);
      model.fail(pts, new InferenceError('not-finite', 'model `pose`: no result'));
      await settle();
      clock.advance(1000);
    }
    expect(sinks[0]?.results).toHaveLength(1);
    expect(counted()).toMatchObject({
      inferenceErrors: { 'not-finite': 61 },
      framesDropped: { 'inference-error': 61 },
      objects: {},
    });
    // The fake frames have no pixels, so no luma image can be made of them.
    const told = logged.lines.filter(({ msg }) => msg === 'a frame could not be inferred');
    expect(told).toHaveLength(2);
    expect(told[1]).toMatchObject({ suppressed: 59 });
  });

  it('makes an event of the loss of its model', () => {
    const { stream, sinks } = setUp();
    stream.onModelLost(new Error('model `pose`: no answer within 10 s'));
    expect(sinks[0]?.events).toMatchObject([
      { stream: 'lobby', type: 'model', severity: 'critical', message: 'model `pose`: no answer within 10 s' },
    ]);
    expect(stream.events(0, 2e15).events).toEqual(sinks[0]?.events);
  });

  it('goes on after a frame that cannot be inferred', async () => {
    const { source, model, sinks, counted } = setUp();
    source.give(1);
    source.give(2);
    model.fail(1, new InferenceError('preprocess', 'no memory'));
    model.answer(2);
    await settle();
    expect(sinks[0]?.results).toMatchObject([{ ptsUs: 2, seq: 0, dropped: 1 }]);
    expect(counted()).toMatchObject({
      framesDropped: { 'inference-error': 1 },
      inferenceErrors: { preprocess: 1 },
    });
  });

  it('holds a file back instead of dropping its frames', async () => {
    const { source, demand, model, sinks } = setUp({ live: false });
    for (const pts of [1, 2, 3]) source.give(pts);
    await demand.ready();
    source.give(4);
    let goesOn = false;
    const ready = demand.ready().then(() => (goesOn = true));
    await settle();
    expect(goesOn).toBe(false);
    model.answer(1);
    await ready;
    for (const pts of [2, 3, 4]) model.answer(pts);
    await settle();
    expect(sinks[0]?.results.map(({ ptsUs, dropped }) => [ptsUs, dropped])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
  });

  it('makes an event of each change of its state', () => {
    const { listener, stream, sinks } = setUp();
    listener.onState('streaming');
    listener.onState('stalled', 'no picture for 5 s');
    listener.onState('failed', 'no such file');
    expect(sinks[0]?.events.map(({ type, severity, message }) => [type, severity, message])).toEqual([
      ['state', 'info', 'streaming'],
      ['state', 'warning', 'stalled: no picture for 5 s'],
      ['state', 'critical', 'failed: no such file'],
    ]);
    expect(stream.describe()).toMatchObject({ state: 'failed', reason: 'no such file' });
    expect(stream.events(0, 2e15).events).toHaveLength(3);
  });

  it('makes no events of further attempts at a camera that stays down, while viewers see them', () => {
    const { listener, stream, sinks } = setUp();
    const seen: (string | undefined)[] = [];
    stream.watch(watcher({ onState: (_state, reason) => seen.push(reason) }));
    listener.onState('waiting', 'refused; next attempt in 1 s');
    listener.onState('connecting', undefined, true);
    listener.onState('waiting', 'refused; next attempt in 2 s', true);
    expect(sinks[0]?.events.map(({ message }) => message)).toEqual(['waiting: refused; next attempt in 1 s']);
    expect(seen).toEqual(['refused; next attempt in 1 s', undefined, 'refused; next attempt in 2 s']);
    expect(stream.describe()).toMatchObject({ state: 'waiting', reason: 'refused; next attempt in 2 s' });
  });

  it('describes what the source sends', () => {
    const { listener, stream } = setUp();
    expect(stream.describe()).toMatchObject({ width: null, codec: null, capabilities: { passthrough: false } });
    listener.onFormat(H264);
    expect(stream.describe()).toMatchObject({ width: 640, height: 360, fps: 25, capabilities: { passthrough: true } });
  });
});

describe('who is told', () => {
  it('gets the result once encoded for all watchers', async () => {
    const { source, model, stream } = setUp();
    const messages: Uint8Array[] = [];
    const watching = watcher({ onResult: (message) => messages.push(message) });
    const leave = stream.watch(watching);
    stream.watch({ ...watching });
    source.give(7);
    model.answer(7);
    await settle();
    expect(messages).toHaveLength(2);
    expect(messages[0]).toBe(messages[1]);
    expect(decodeBinary(messages[0]!)).toMatchObject({ kind: 'result', result: { ptsUs: 7 } });

    leave();
    source.give(8);
    model.answer(8);
    await settle();
    expect(messages).toHaveLength(3);
  });

  it('is not hurt by another who throws', async () => {
    const sinks = [new FakeSink(true), new FakeSink()];
    const { source, listener, model, stream, counted } = setUp({ sinks });
    const fail = () => {
      throw new Error('this watcher is broken');
    };
    const states: string[] = [];
    stream.watch(watcher({ onResult: fail, onState: fail }));
    stream.watch(watcher({ onState: (state) => states.push(state) }));
    listener.onState('streaming');
    source.give(1);
    model.answer(1);
    await settle();
    expect(states).toEqual(['streaming']);
    expect(sinks[1]?.results).toHaveLength(1);
    expect(sinks[1]?.events).toHaveLength(1);
    expect(counted().framesInferred).toBe(1);
    expect(stream.detections(0, 2000, 1000).buckets).toMatchObject([{ frames: 1 }]);
  });
});

describe('a packet that is too large for viewers', () => {
  it('is left out, and they go on at the next key frame, while the source and inference know nothing of it', async () => {
    const { source, listener, model, stream, sinks } = setUp();
    const picture = (ptsUs: number, key: boolean, bytes: number) =>
      listener.onPacket({ epoch: 1, ptsUs, captureTimeUs: 0, key, data: new Uint8Array(bytes) });
    listener.onFormat(H264);
    const shown: number[] = [];
    stream.video.subscribe('h264', { onVideoConfig: () => undefined, onPicture: ({ ptsUs }) => shown.push(ptsUs) });

    picture(1, true, 10);
    picture(2, false, MAX_PAYLOAD_BYTES + 1);
    picture(3, false, 10);
    picture(4, true, 10);
    source.give(2);
    model.answer(2);
    await settle();
    expect(shown).toEqual([1, 4]);
    expect(sinks[0]?.results.map(({ ptsUs }) => ptsUs)).toEqual([2]);
  });
});

describe('stopping a stream', () => {
  it('ends the source, waits for what is under way, and holds no frame afterwards', async () => {
    const { model, stream, source, sinks, counted } = setUp();
    for (const pts of [1, 2, 3]) source.give(pts);
    const stopping = stream.stop();
    await settle();
    expect(source.stopped).toBe(true);
    model.answer(1);
    model.answer(2);
    await stopping;
    expect(sinks[0]?.results.map(({ ptsUs }) => ptsUs)).toEqual([1, 2]);
    expect(counted().framesDropped).toEqual({ shutdown: 1 });
    expect(SharedFrame.live).toBe(0);
  });

  it.each<[string, (set: ReturnType<typeof setUp>) => void]>([
    ['inferred', ({ model }) => model.answer(1)],
    ['not inferred, as the model failed', ({ model }) => model.fail(1, new Error('no memory'))],
    ['replaced by a newer one', ({ source }) => [2, 3, 4].forEach((pts) => source.give(pts))],
    ['damaged', ({ source }) => source.give(2, 0, true)],
    ['seen by a watcher and a sink that throw', ({ model }) => model.answer(1)],
    ['still waiting', () => undefined],
  ])('holds no frame that was %s', async (_, happens) => {
    const set = setUp({ sinks: [new FakeSink(true)] });
    const fail = () => {
      throw new Error('this watcher is broken');
    };
    set.stream.watch(watcher({ onResult: fail, onState: fail }));
    set.source.give(1);
    happens(set);
    const stopping = set.stream.stop();
    set.model.failAll();
    await stopping;
    expect(SharedFrame.live).toBe(0);
  });

  it('can be asked what it is doing, and whether it has ended', async () => {
    const { source, model, stream } = setUp({ sinks: [new FakeSink(true)] });
    source.give(1);
    model.fail(1, new Error('no memory'));
    await settle();
    source.give(2);
    model.answer(2);
    await settle();
    for (const pts of [3, 4, 5]) source.give(pts);
    expect(stream.dump()).toEqual({
      id: 'lobby',
      closed: false,
      state: { name: 'connecting' },
      inference: { closed: false, waiting: true, inFlight: 2, results: 1, lastError: 'no memory' },
      publisher: { closed: false, watchers: 0, lastFailure: 'a listener of the stream failed, others go on' },
      frames: 4,
    });
    const stopping = stream.stop();
    model.failAll();
    await stopping;
    expect(stream.dump()).toMatchObject({
      closed: true,
      inference: { closed: true, waiting: false, inFlight: 0 },
      publisher: { closed: true },
      frames: 0,
    });
  });

  it('keeps no frame beyond the two that snapshots need while it runs: the latest, and the latest inferred', async () => {
    const { source, model } = setUp();
    for (let pts = 1; pts <= 20; pts += 1) {
      source.give(pts);
      model.answer(pts);
      await settle();
    }
    expect(SharedFrame.live).toBe(1);
    source.give(21, 0, true);
    expect(SharedFrame.live).toBe(2);
  });
});
