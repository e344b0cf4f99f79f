import type { Detection, Execution, Keypoint, Labels } from '@framewatch/protocol';
import type { SharedFrame } from '../frame/index.js';
import type { Inference, Model } from './types.js';

/**
 * Several models that are run on the same frames, side by side, as one: each detection says which model it is of. The
 * keypoints of all are listed one after another; those of other models have no confidence in a detection.
 */
export class ModelGroup implements Model {
  readonly name: string;
  readonly labels: Labels;
  readonly sessions: number;
  readonly batch: number;
  readonly #parts: readonly Part[];

  /** The models belong to the caller, who closes them. */
  constructor(name: string, models: readonly Model[]) {
    this.name = name;
    this.sessions = Math.min(...models.map(({ sessions }) => sessions));
    this.batch = Math.min(...models.map(({ batch }) => batch));
    const { labels, parts } = join(models);
    this.labels = labels;
    this.#parts = parts;
  }

  /** Each once: a detector may be run for several. */
  get execution(): readonly Execution[] {
    const all = this.#parts.flatMap(({ model }) => model.execution);
    return [...new Map(all.map((each) => [each.model, each])).values()];
  }

  /** Rejects with the first model's error where one or more fail, once all have settled. */
  async infer(frame: SharedFrame): Promise<Inference> {
    const outcomes = await Promise.allSettled(this.#parts.map(({ model }) => model.infer(frame)));
    const inferences = outcomes.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
    const longest = (stage: Exclude<keyof Inference, 'detections'>) =>
      Math.max(...inferences.map((inference) => inference[stage]));
    return {
      detections: this.#parts.flatMap((part, index) =>
        (inferences[index]?.detections ?? []).map((detection) => named(detection, part, this.labels.keypoints.length))
      ),
      preprocessMs: longest('preprocessMs'),
      queueMs: longest('queueMs'),
      inferenceMs: longest('inferenceMs'),
      postprocessMs: longest('postprocessMs'),
    };
  }

  /** Does nothing: each model is closed by its owner. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A model, and where its keypoints stand in the list of all. */
interface Part {
  model: Model;
  offset: number;
}

const UNKNOWN: Keypoint = [0, 0, 0];

function named(detection: Detection, { model, offset }: Part, count: number): Detection {
  const { keypoints } = detection;
  if (!keypoints) return { ...detection, model: model.name };
  const all = Array.from({ length: count }, (_, index) => keypoints[index - offset] ?? UNKNOWN);
  return { ...detection, model: model.name, keypoints: all };
}

/** Classes once each; keypoints of models that have the same are the same. */
function join(models: readonly Model[]): { labels: Labels; parts: Part[] } {
  const labels: Labels = { classes: [], keypoints: [], skeleton: [] };
  const known = new Map<string, number>();
  const parts = models.map((model): Part => {
    const { classes, keypoints, skeleton } = model.labels;
    labels.classes = [...new Set([...labels.classes, ...classes])];
    const key = JSON.stringify([keypoints, skeleton]);
    const before = known.get(key);
    if (before !== undefined) return { model, offset: before };
    const offset = labels.keypoints.length;
    known.set(key, offset);
    labels.keypoints.push(...keypoints);
    labels.skeleton.push(...skeleton.map(([from, to]): [number, number] => [from + offset, to + offset]));
    return { model, offset };
  });
  return { labels, parts };
}
