import type { Detection, Labels } from '@framewatch/protocol';
import type { DecodedFrame } from '../source/types.js';

export interface TensorData {
  type: 'uint8' | 'float32' | 'int32' | 'int64';
  data: ArrayBuffer;
  dims: readonly number[];
}

/** Where the picture lies in the model's input: what undoes scaling and padding. Pixels of the input. */
export interface Placement {
  inputWidth: number;
  inputHeight: number;
  /** Rectangle that the picture fills. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One model family: how to fill the input and how to read the outputs. No I/O, no session. */
export interface ModelAdapter {
  readonly labels: Labels;
  /**
   * Scales the frame into an input tensor; does not free the frame. `spare` is the memory of an input that is not needed
   * any more, to be used again where its size fits: new memory for each frame keeps the garbage collector busy.
   */
  fill(frame: DecodedFrame, spare?: ArrayBuffer): Promise<{ input: TensorData; placement: Placement }>;
  /**
   * Detections in fractions of the picture, most confident first. Throws a NotFiniteError when a value that decides on a
   * detection, or that one is made of, is no number: without it the rest would be a wrong count.
   */
  read(outputs: Readonly<Record<string, TensorData>>, placement: Placement): Detection[];
  close(): void;
}

/** What a model said of one frame. Milliseconds. */
export interface Inference {
  detections: Detection[];
  preprocessMs: number;
  /** Waiting for the session while it was busy with another frame. */
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
  /** Does not free the frame. Rejects with a named error; the model stays usable. */
  infer(frame: DecodedFrame): Promise<Inference>;
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
