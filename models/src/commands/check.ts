import path from 'node:path';
import type { Inference, Model, SharedFrame } from '@framewatch/inference-runner';
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
  usage: 'MODEL [PICTURE] [--detector MODEL]',
  about: 'runs a model on a JPEG or PNG: what it sees, how long that takes, and an annotated PNG',
  operands: ['MODEL', 'PICTURE'],
  needs: 1,
  options: ['detector'],
  async run({ operands: [text = '', given], options: { detector: before } }, surroundings) {
    const { say, env, onProgress } = surroundings;
    const model = await findModel(text, surroundings);
    const detector = before === undefined ? undefined : await findModel(before, surroundings);
    const file = given ?? (await ensureSamplePhotographs({ env, onProgress }))[0] ?? '';
    const picture = await readPicture(file);
    const { annotate, SharedFrame } = await import('@framewatch/inference-runner');
    using frame = SharedFrame.of(picture, TIMES);
    const { checked, execution, labels, settings, runs } = await inferred(model, detector, frame);
    const { detections } = runs.at(-1) ?? { detections: [] };

    // As the picture is seen, turned upright.
    const annotated = await annotate(picture, detections, labels);
    const { width, height } = annotated;
    const target = path.resolve(`${model.name}-${path.parse(file).name}.png`);
    try {
      await writePng(target, annotated);
    } finally {
      annotated.free();
    }

    const providers = execution.map(({ provider }) => provider).join(', ');
    const after = detector === undefined ? '' : ` after ${detector.name}`;
    say(`${model.name}${after} on ${providers} saw ${detections.length} in ${file} (${width}x${height})`);
    say(`Settings: ${settings.map(({ key, value, from }) => `${key} ${value} (${from})`).join('; ')}`);
    const rows = detections.map(({ class: name, confidence, box: [x, y, w, h], keypoints = [] }) => [
      name,
      confidence.toFixed(2),
      [x * width, y * height, w * width, h * height].map(Math.round).join(' '),
      keypoints.length > 0 ? String(keypoints.length) : '',
    ]);
    if (rows.length > 0)
      for (const line of table(['class', 'confidence', 'x y width height', 'keypoints'], rows)) say(line);
    say('');
    for (const line of stageTable(checked)) say(line);
    say('');
    say(`Annotated: ${target}`);
  },
};

/** What each run of a model took. Milliseconds. */
interface Checked {
  readonly name: string;
  readonly runs: readonly Times[];
}
type Times = Omit<Inference, 'detections'>;

/** Loads the model, and the one that runs before it, and runs them so many times. */
async function inferred(named: NamedModel, before: NamedModel | undefined, frame: SharedFrame) {
  const { createLog, loadModel } = await import('@framewatch/inference-runner');
  // What is wrong is thrown; what is worth a note is told by info.
  const log = createLog('error', 'models');
  const { config, given: settings } = await configOf(named, before);
  const first = before && (await loadModel((await configOf(before)).config, { log }).catch(asNotAModel));
  try {
    const firstRuns: Times[] = [];
    const detector = first && recorded(first, firstRuns);
    const model = await loadModel(config, { log, ...(detector && { detector }) }).catch(asNotAModel);
    try {
      const runs: Inference[] = [];
      for (let i = 0; i <= RUNS; i++) runs.push(await model.infer(frame));
      const own = runs.map((times, i) => without(times, firstRuns[i]));
      const checked: Checked[] = [{ name: named.name, runs: own }];
      if (before) checked.unshift({ name: before.name, runs: firstRuns });
      return { checked, execution: model.execution, labels: model.labels, settings, runs };
    } finally {
      await model.close();
    }
  } finally {
    await first?.close();
  }
}

/** The same model, of whose runs a list is kept. */
function recorded(model: Model, runs: Times[]): Model {
  const { name, labels, sessions, batch } = model;
  const infer = async (frame: SharedFrame): Promise<Inference> => {
    const inference = await model.infer(frame);
    runs.push(inference);
    return inference;
  };
  return { name, labels, sessions, batch, execution: model.execution, infer, close: () => model.close() };
}

const STAGES = [
  ['input', 'preprocessMs'],
  ['inference', 'inferenceMs'],
  ['reading', 'postprocessMs'],
] as const;

/** The times of a chain of two models are the sums of both. */
function without(times: Times, before: Times | undefined): Times {
  const own = { ...times };
  for (const [, key] of STAGES) own[key] -= before?.[key] ?? 0;
  return own;
}

/** How long each stage of each model takes, the first time and then. */
function stageTable(models: readonly Checked[]): string[] {
  const rows = models.flatMap(({ name, runs: [first, ...later] }) =>
    STAGES.map(([title, key]) => {
      const sorted = later.map((each) => each[key]).sort((a, b) => a - b);
      const ms = [first?.[key], sorted[Math.floor(sorted.length / 2)]].map((value) => (value ?? NaN).toFixed(1));
      return [models.length > 1 ? `${name}: ${title}` : title, ...ms];
    })
  );
  return table(['stage, ms', 'first', `middle of ${RUNS}`], rows);
}
