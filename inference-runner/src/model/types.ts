import type { Detection, Labels } from '@framewatch/protocol';
import type { SharedFrame } from '../frame/index.js';

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
  /** The execution provider that really runs it: `cpu`, `cuda`, `tensorrt`, … */
  readonly provider: string;
  readonly labels: Labels;
  /** Frames that it can infer at the same time. */
  readonly sessions: number;
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

/** What a model takes and gives. */
export interface ModelSignature {
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
}
