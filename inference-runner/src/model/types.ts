import type { Detection, Execution, Labels } from '@framewatch/protocol';
import type { SharedFrame } from '../frame/index.js';
import type { Size } from '../picture/index.js';

/** What a model said of one frame. Milliseconds. */
export interface Inference {
  detections: Detection[];
  preprocessMs: number;
  /** Waiting for a session while all of them were busy with other frames. */
  queueMs: number;
  inferenceMs: number;
  postprocessMs: number;
}

/** A loaded model, shared by the streams that use it. */
export interface Model {
  readonly name: string;
  /** What it, and each model that is run with it, is executed on now. */
  readonly execution: readonly Execution[];
  readonly labels: Labels;
  /** Runs that it can make at the same time. */
  readonly sessions: number;
  /** Frames that it can infer in one run. */
  readonly batch: number;
  /** The caller holds the frame until it settles. Rejects with a named error; the model stays usable. */
  infer(frame: SharedFrame): Promise<Inference>;
  close(): Promise<void>;
}

/** One input or output as a model declares it; text in `shape` is the name of a dimension that is free. */
export interface ValueInfo {
  name: string;
  type: string;
  shape: readonly (number | string)[];
}

/** Numbers in the file that a model was trained to. */
export interface WeightInfo {
  name: string;
  shape: readonly number[];
}

/** What a model takes and gives, and what its file says of it. Plain data: the model's threads get it too. */
export interface ModelSignature {
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  facts: FileFacts;
}

/** What a model's file says of it: its metadata, checked (null where it says nothing, or nothing that can be read), and its weights. */
export interface FileFacts {
  /** Who wrote the metadata. */
  writer: 'framewatch' | 'ultralytics' | 'libreyolo' | 'rf-detr' | null;
  /** The family that the file names, where this project converted it. */
  family: string | null;
  /** What the model is for: `detect`, `segment`, `pose`, `obb`, `classify`, … */
  task: string | null;
  /** Names of the classes, in the order of the outputs. */
  classes: readonly string[] | null;
  /** Of each object: how many keypoints, and whether each is (x, y) or (x, y, visibility). */
  keypoints: { count: number; values: 2 | 3; names: readonly string[] | null } | null;
  /** Size that the model was made for, pixels. */
  input: Size | null;
  /** Both sides of the input are multiples of it, pixels. */
  stride: number | null;
  /** Whether the outputs are final: no two are of one object. */
  endToEnd: boolean | null;
  /** Name of the network's last layer, for example `Detect` or `RTDETRDecoder`. */
  head: string | null;
  /** Whether suppression of overlapping boxes was exported with it. */
  nms: boolean | null;
  /** Some exporters name them after the layers of the network. */
  weights: readonly WeightInfo[];
}

/** A file without metadata. */
export const NO_FACTS: FileFacts = {
  writer: null,
  family: null,
  task: null,
  classes: null,
  keypoints: null,
  input: null,
  stride: null,
  endToEnd: null,
  head: null,
  nms: null,
  weights: [],
};
