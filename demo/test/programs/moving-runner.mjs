// A runner whose model sees the bright rectangle of a clip, in every fourth of 30 pictures a second, and takes 0 to 40 ms
// for it: `node moving-runner.mjs URL TOKEN`. The runner's own tracker knows it again from one to the next.
import { setTimeout as wait } from 'node:timers/promises';
import { serveModel } from './serve-model.mjs';

const [url, token] = process.argv.slice(2);
const MOST_DELAY_MS = 40;
const BRIGHT = 128;

let run = 0;

async function find({ data, linesize, width, height }) {
  const start = (height / 2) * linesize[0];
  const row = data[0].subarray(start, start + width);
  const first = row.findIndex((value) => value >= BRIGHT);
  const last = row.findLastIndex((value) => value >= BRIGHT);
  const left = first - part(row[first - 1], row[first]);
  const right = last + 1 + part(row[last + 1], row[last]);
  const inferenceMs = (run++ * 17) % MOST_DELAY_MS;
  await wait(inferenceMs);
  const box = [left / width, 1 / 3, (right - left) / width, 1 / 3];
  return { inferenceMs, detections: [{ class: 'rectangle', confidence: 1, box }] };
}

/** The part of the pixel beside the edge that is bright, where an encoder has smoothed the edge. */
function part(outside = 0, inside) {
  const [dark, bright] = [40, 200];
  return Math.max(0, (outside - dark) / (bright - dark)) - Math.max(0, (bright - inside) / (bright - dark));
}

await serveModel({ url, token, find, targetFps: 7.5 });
