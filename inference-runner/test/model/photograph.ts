import { readFile } from 'node:fs/promises';
import { ensureSamplePhotographs } from '@framewatch/models';
import type { Detection } from '@framewatch/protocol';
import { pino } from 'pino';
import type { SharedFrame } from '../../src/frame/index.js';
import { loadModel } from '../../src/model/index.js';
import { decodeEach } from '../encode/pictures.js';
import { shared } from '../frame/frames.js';
import { modelConfig } from './model-config.js';

/** The first of the photographs that the sample clip is made of: three women at a table, 1920×1280. */
async function photograph(): Promise<SharedFrame> {
  const [path = ''] = await ensureSamplePhotographs();
  const [frame] = await decodeEach('jpeg', [await readFile(path)], (decoded) => decoded.clone());
  return shared(frame!);
}

/** What a model sees in the photograph: classes, confidences, and boxes in pixels. */
export async function seenInPhotograph(path: string, confidence: number): Promise<[string, number, number[]][]> {
  const model = await loadModel(modelConfig(path, { confidence }), { log: pino({ level: 'silent' }) });
  try {
    using frame = await photograph();
    const { width, height } = frame.picture;
    const { detections } = await model.infer(frame);
    return detections.map(({ class: name, confidence: score, box: [x, y, w, h] }: Detection) => [
      name,
      score,
      [x * width, y * height, (x + w) * width, (y + h) * height],
    ]);
  } finally {
    await model.close();
  }
}

/** Scaled by other programs a picture is not the same to the last bit: scores within 0.1, boxes within 2 % of the picture. */
export function expectAlike(found: [string, number, number[]][], expected: [string, number, number[]][]): void {
  expect(found.map(([name]) => name)).toEqual(expected.map(([name]) => name));
  expected.forEach(([, score, box], i) => {
    const [, confidence, corners] = found[i]!;
    expect(Math.abs(confidence - score)).toBeLessThan(0.1);
    box.forEach((side, k) => expect(Math.abs(corners[k]! - side)).toBeLessThan(40));
  });
}
