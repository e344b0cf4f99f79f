import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureSampleClip } from '@framewatch/models';
import {
  detectionHistorySchema,
  eventHistorySchema,
  healthSchema,
  type Metric,
  parseTelemetry,
  VIEWER_API,
} from '@framewatch/protocol';
import { killPrograms, type Program, startProgram } from '../program.js';
import { seriesOf, valueOf } from '../series.js';
import { notFiniteModel, slowModel } from './graphs.js';

/** Models that load well and then give no results, in the program as users run it. */

let folder: string;
let clipPath: string;

jest.setTimeout(60_000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-trouble-'));
  clipPath = (await ensureSampleClip()).path;
  await writeFile(join(folder, 'slow.onnx'), slowModel());
  await writeFile(join(folder, 'nan.onnx'), notFiniteModel());
}, 300_000);
afterEach(killPrograms);
afterAll(() => rm(folder, { recursive: true }));

async function start(model: object, rest: object = {}): Promise<Program> {
  const streams = [{ id: 'lobby', url: clipPath, loop: true }];
  const config = { models: [{ name: 'pose', ...model }], streams, viewer: { port: 0 }, ...rest };
  await writeFile(join(folder, 'framewatch.yaml'), JSON.stringify(config));
  return startProgram(folder, ['-c', 'framewatch.yaml']);
}

async function get(program: Program, path: string): Promise<unknown> {
  const { port } = await program.line('runner is up');
  return (await fetch(`http://127.0.0.1:${String(port)}${VIEWER_API}${path}`)).json();
}

/** What the program has counted, once it has counted what is wanted. */
async function metricsWhen(program: Program, isWanted: (metrics: Metric[]) => boolean): Promise<Metric[]> {
  for (;;) {
    const { metrics } = parseTelemetry(await get(program, '/telemetry')).snapshot;
    if (isWanted(metrics)) return metrics;
    await sleep(20);
  }
}

const ERRORS = 'framewatch_inference_errors_total';
const NOT_FINITE = 'stream=lobby,model=pose,reason=not-finite';

it('a run that hangs: the model is down and says so everywhere, then the program ends with 1 to be started again', async () => {
  const program = await start({ path: 'slow.onnx', inferenceTimeoutSeconds: 0.5 }, { restartAfterSeconds: 3 });
  await program.line('a model is lost: the runner ends in so many seconds, to be started again');

  const reason = expect.stringContaining('model `pose`: no answer within 0.5 s') as string;
  const metrics = await metricsWhen(program, () => true);
  expect(seriesOf(metrics, 'framewatch_model_up')).toEqual({ 'model=pose': 0 });
  expect(healthSchema.parse(await get(program, '/health'))).toMatchObject({ status: 'degraded', reason });
  const { events } = eventHistorySchema.parse(await get(program, '/streams/lobby/events'));
  expect(events).toContainEqual(expect.objectContaining({ type: 'model', severity: 'critical', message: reason }));
  expect(valueOf(metrics, ERRORS, 'stream=lobby,model=pose,reason=session')).toBeGreaterThan(0);
  expect(valueOf(metrics, 'framewatch_frames_inferred_total')).toBe(0);

  expect(await program.ended).toBe(1);
  expect(program.log.find(({ level }) => level === 'fatal')).toMatchObject({
    msg: 'the model is lost: its streams infer nothing until the runner is started again',
    err: { type: 'ModelHungError', message: reason },
  });
  expect(program.stderr()).toBe('');
});

it('a model whose output is no number: frames are counted as errors, have no result, and it is logged once', async () => {
  const program = await start({ path: 'nan.onnx' });
  const metrics = await metricsWhen(program, (counted) => (valueOf(counted, ERRORS, NOT_FINITE) ?? 0) > 5);
  expect(valueOf(metrics, 'framewatch_frames_inferred_total')).toBe(0);
  expect(seriesOf(metrics, 'framewatch_objects')).toEqual({});
  expect(seriesOf(metrics, 'framewatch_detections_total')).toEqual({});
  expect(seriesOf(metrics, 'framewatch_frames_dropped_total')).toMatchObject({
    'stream=lobby,reason=inference-error': valueOf(metrics, ERRORS, NOT_FINITE),
  });
  const { buckets } = detectionHistorySchema.parse(await get(program, '/streams/lobby/detections'));
  expect(buckets).toEqual([]);

  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  const logged = program.log.filter(({ level }) => level === 'error');
  expect(logged).toMatchObject([
    { stream: 'lobby', err: { message: expect.stringContaining('NaN or infinite') as string } },
  ]);
});
