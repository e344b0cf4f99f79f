// A runner whose model reads the number that each frame of a numbered clip carries, and takes 0 to 150 ms for it:
// `node numbered-runner.mjs URL TOKEN [LIFETIME_MS]`, with the time for which a viewer's connection lives. It reports the number as the class of a detection, and its rest modulo 32
// as the box's place. Runs what is built, as jest's modules live only in jest.
import { setTimeout as wait } from 'node:timers/promises';
import { createRunner } from '../../../inference-runner/dist/index.js';
import { readFrameNumber } from '../../../models/dist/clip/frame-number.js';

const [url, token, lifetimeMs] = process.argv.slice(2);
const PLACES = 32;
const MOST_DELAY_MS = 150;

/** A small repeatable generator, so that a failure can be seen again (Park and Miller's "minimal standard"). */
let state = 20_261;
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;

const createModel = async () => ({
  name: 'numbers',
  provider: 'cpu',
  labels: { classes: [], keypoints: [], skeleton: [] },
  sessions: 1,
  infer: async ({ picture }) => {
    const number = readFrameNumber(picture.data[0], picture.width, picture.height, picture.linesize[0]);
    const delayMs = random() * MOST_DELAY_MS;
    await wait(delayMs);
    const box = [((number ?? 0) % PLACES) / PLACES, 0.5, 1 / PLACES, 0.25];
    const detections = number === null ? [] : [{ class: `frame-${number}`, confidence: 1, box }];
    return { detections, preprocessMs: 0, queueMs: 0, inferenceMs: delayMs, postprocessMs: 0 };
  },
  close: async () => undefined,
});

const model = { name: 'numbers', path: '', family: null, input: null, confidence: 0, providers: [], threads: 1 };
const stream = {
  id: 'numbered',
  name: 'Numbered',
  url,
  model: 'numbers',
  models: ['numbers'],
  pace: 'realtime',
  loop: true,
};
const runner = createRunner(
  {
    id: 'pairing',
    streams: [{ ...stream, targetFps: null, damaged: 'skip', stallSeconds: 2, zones: [], lines: [] }],
    models: [model],
    viewer: { host: '127.0.0.1', port: 0, tokens: [token] },
    sinks: [],
    logLevel: 'warn',
  },
  { createModel, viewerLimits: lifetimeMs ? { lifetimeMs: Number(lifetimeMs) } : {} }
);
const { port } = await runner.start();
console.log(JSON.stringify({ port }));
process.on('SIGTERM', () => void runner.stop().then(() => process.exit(0)));
