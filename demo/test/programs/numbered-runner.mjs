// A runner whose model reads the number that each frame of a numbered clip carries, and takes 0 to 150 ms for it:
// `node numbered-runner.mjs URL TOKEN [LIFETIME_MS]`, with the time for which a viewer's connection lives. It reports the
// number as the class of a detection, and its rest modulo 32 as the box's place.
import { setTimeout as wait } from 'node:timers/promises';
import { readFrameNumber } from '../../../models/dist/clip/frame-number.js';
import { serveModel } from './serve-model.mjs';

const [url, token, lifetimeMs] = process.argv.slice(2);
const PLACES = 32;
const MOST_DELAY_MS = 150;

/** A small repeatable generator, so that a failure can be seen again (Park and Miller's "minimal standard"). */
let state = 20_261;
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;

async function find(picture) {
  const number = readFrameNumber(picture.data[0], picture.width, picture.height, picture.linesize[0]);
  const inferenceMs = random() * MOST_DELAY_MS;
  await wait(inferenceMs);
  const box = [((number ?? 0) % PLACES) / PLACES, 0.5, 1 / PLACES, 0.25];
  return { inferenceMs, detections: number === null ? [] : [{ class: `frame-${number}`, confidence: 1, box }] };
}

await serveModel({ url, token, find, viewerLimits: lifetimeMs ? { lifetimeMs: Number(lifetimeMs) } : {} });
