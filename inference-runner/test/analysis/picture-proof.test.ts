import { VIEWER_API, type StreamEvent } from '@framewatch/protocol';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { AnomalyMeter } from '../../src/analysis/anomalies/metrics.js';
import { PictureHealth } from '../../src/analysis/anomalies/picture/index.js';
import { EventIds } from '../../src/analysis/index.js';
import { createRunner } from '../../src/index.js';
import { Registry } from '../../src/telemetry/index.js';
import { modelConfig } from '../model/model-config.js';
import { FakeModel, STREAM } from '../pipeline/fakes.js';
import { makeClip } from '../source/clip.js';
import { MONDAY_US } from './crowd.js';
import { type Lumas, sampleLumas } from './sample-lumas.js';

jest.setTimeout(120_000);

const log = pino({ level: 'silent' });
const FPS = 5;
let folder: string;
/** The sample clip, five pictures a second. */
let sample: Lumas;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-health-'));
  sample = await sampleLumas(320, 180, 1 / FPS);
});

afterAll(() => rm(folder, { recursive: true }));

type Show = (picture: number) => Uint8Array;

const plain: Show = (picture) => sample.pictures[picture % sample.pictures.length]!;
const frozen: Show = () => plain(0);
const covered: Show = (picture) => {
  const pixels = Uint8Array.from(plain(picture));
  for (let y = 0; y < 180; y++) pixels.fill(90, y * 320, y * 320 + 270);
  return pixels;
};
/** Means of 11 by 11 pixels: 3 % of the width. */
const blurred: Show = (picture) => box(box(plain(picture), 1), 320);

function box(pixels: Uint8Array, step: number): Uint8Array {
  const away = Array.from({ length: 11 }, (_, index) => (index - 5) * step);
  return pixels.map((own, at) => away.reduce((sum, each) => sum + (pixels[at + each] ?? own), 0) / away.length);
}

/** Makes a clip of parts that last so many seconds. */
async function clip(name: string, parts: readonly (readonly [seconds: number, show: Show])[]): Promise<string> {
  const path = join(folder, name);
  const pictures = parts.flatMap(([seconds, show]) => Array.from({ length: seconds * FPS }, (_, at) => show(at)));
  const draw = (x: number, y: number, index: number) => [16 + pictures[index]![y * 320 + x]! * 0.86, 128, 128] as const;
  await makeClip({ path, width: 320, height: 180, fps: FPS, gop: 25, frames: pictures.length, draw });
  return path;
}

/** Runs the runner on a file to its end. Returns what it told, and the stills that it serves. */
async function run(url: string): Promise<{ events: StreamEvent[]; stills: (string | null)[] }> {
  const model = new FakeModel();
  const infer = model.infer.bind(model);
  model.infer = (frame) => {
    const inference = infer(frame);
    model.answer(frame.ptsUs);
    return inference;
  };
  const config = {
    id: 'test',
    logLevel: 'info' as const,
    timeZone: 'UTC',
    stateFolder: await mkdtemp(join(folder, 'state-')),
    models: [modelConfig('none.onnx')],
    streams: [{ ...STREAM, url, pace: 'unpaced' as const }],
    viewer: { host: '127.0.0.1', port: 0, tokens: [] },
    sinks: [],
  };
  const runner = createRunner(config, { log, createModel: () => Promise.resolve(model) });
  const events: StreamEvent[] = [];
  const { port } = await runner.start();
  await new Promise<void>((resolve) =>
    runner.streams.get('lobby')!.watch({
      onResult: () => undefined,
      onState: (state) => state === 'ended' && resolve(),
      onEvent: (event) => event.type !== 'state' && events.push(event),
    })
  );
  const stills = await Promise.all(
    events.map(async ({ still }) => {
      if (still === undefined) return null;
      const answer = await fetch(`http://127.0.0.1:${port}${VIEWER_API}/streams/lobby/${still}`);
      return answer.headers.get('content-type');
    })
  );
  await runner.stop();
  return { events, stills };
}

describe('the picture of a running stream', () => {
  it.each<[type: string, show: Show]>([
    ['frozen', frozen],
    ['covered', covered],
    ['blurred', blurred],
  ])('is found to be %s within 30 s, after the plain sample clip', async (type, show) => {
    const { events, stills } = await run(
      await clip(`${type}.mp4`, [
        [72, plain],
        [30, show],
      ])
    );
    expect(events.map((event) => [event.type, event.endUs])).toEqual([[type, null]]);
    expect(stills).toEqual(['image/jpeg']);
  });

  it.each<[type: string, show: Show]>([
    ['frozen', frozen],
    ['blurred', blurred],
  ])('is found to be %s within 30 s of the start', async (type, show) => {
    const { events } = await run(await clip(`${type}-alone.mp4`, [[30, show]]));
    expect(events.map((event) => [event.type, event.endUs])).toEqual([[type, null]]);
  });
});

describe('the sample clip', () => {
  it('is no anomaly in 24 hours', async () => {
    const { width, height, pictures } = await sampleLumas(160, 90, 1);
    const meter = new AnomalyMeter(new Registry().scope({ stream: 'lobby', model: 'pose' }));
    const health = new PictureHealth({ stream: 'lobby', ids: new EventIds(), meter, falseAlarmsPerDay: 1 });
    const events: StreamEvent[] = [];
    for (let second = 0; second < 86_400; second += 4) {
      const data = pictures[second % pictures.length]!;
      const captureTimeUs = MONDAY_US + second * 1e6;
      events.push(...health.onLuma({ width, height, data, epoch: 1, captureTimeUs }));
    }
    expect(events).toEqual([]);
  });
});
