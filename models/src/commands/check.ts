import path from 'node:path';
import type { Inference } from '@framewatch/inference-runner';
import { ensureSamplePhotographs } from '../clip/index.js';
import { findModel, type NamedModel } from '../look/find-model.js';
import { readPicture, writePng } from '../look/picture-file.js';
import { asNotAModel, configOf } from '../look/recognised.js';
import type { Command } from './command.js';
import { table } from './table.js';

/** After the first, which warms up; the middle one of them is told. */
const RUNS = 5;
const TIMES = { epoch: 0, ptsUs: 0, captureTimeUs: 0, arrivalMs: 0, decodeMs: 0, damaged: false };

export const check: Command = {
  usage: 'MODEL [PICTURE]',
  about: 'runs a model on a JPEG or PNG: what it sees, how long that takes, and an annotated PNG',
  operands: ['MODEL', 'PICTURE'],
  needs: 1,
  options: [],
  async run({ operands: [text = '', given] }, surroundings) {
    const { say, env, onProgress } = surroundings;
    const model = await findModel(text, surroundings);
    const file = given ?? (await ensureSamplePhotographs({ env, onProgress }))[0] ?? '';
    const picture = await readPicture(file);
    const { annotate, SharedFrame } = await import('@framewatch/inference-runner');
    using frame = SharedFrame.of(picture, TIMES);
    const { execution, labels, runs } = await run(model, (infer) => infer(frame));
    const [first, ...later] = runs;
    const { detections } = later[0] ?? first ?? { detections: [] };

    // As the picture is seen, turned upright.
    const annotated = await annotate(picture, detections, labels);
    const { width, height } = annotated;
    const target = path.resolve(`${model.name}-${path.parse(file).name}.png`);
    try {
      await writePng(target, annotated);
    } finally {
      annotated.free();
    }

    say(
      `${model.name} on ${execution.map(({ provider }) => provider).join(', ')} saw ${detections.length} in ${file} (${width}x${height})`
    );
    const rows = detections.map(({ class: name, confidence, box: [x, y, w, h], keypoints = [] }) => [
      name,
      confidence.toFixed(2),
      [x * width, y * height, w * width, h * height].map(Math.round).join(' '),
      keypoints.length > 0 ? String(keypoints.length) : '',
    ]);
    if (rows.length > 0)
      for (const line of table(['class', 'confidence', 'x y width height', 'keypoints'], rows)) say(line);
    say('');
    for (const line of table(['stage, ms', 'first', `middle of ${RUNS}`], stages(first, later))) say(line);
    say('');
    say(`Annotated: ${target}`);
  },
};

type Infer = (frame: Parameters<Awaited<ReturnType<typeof load>>['infer']>[0]) => Promise<Inference>;

async function load(model: NamedModel) {
  const { createLog, loadModel } = await import('@framewatch/inference-runner');
  // What is wrong is thrown; what is worth a note is told by info.
  return loadModel(await configOf(model), { log: createLog('error', 'models') }).catch(asNotAModel);
}

/** Loads the model and runs it so many times. */
async function run(named: NamedModel, once: (infer: Infer) => Promise<Inference>) {
  const model = await load(named);
  try {
    const runs: Inference[] = [];
    for (let i = 0; i <= RUNS; i++) runs.push(await once((frame) => model.infer(frame)));
    return { execution: model.execution, labels: model.labels, runs };
  } finally {
    await model.close();
  }
}

function stages(first: Inference | undefined, later: readonly Inference[]): string[][] {
  const rows = [
    ['input', 'preprocessMs'],
    ['inference', 'inferenceMs'],
    ['reading', 'postprocessMs'],
  ] as const;
  return rows.map(([title, key]) => {
    const sorted = later.map((each) => each[key]).sort((a, b) => a - b);
    return [title, (first?.[key] ?? NaN).toFixed(1), (sorted[Math.floor(sorted.length / 2)] ?? NaN).toFixed(1)];
  });
}
