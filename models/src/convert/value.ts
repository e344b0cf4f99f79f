import type { Shape } from './shape.js';
import type { ConstTensor, Dtype } from './tensor.js';

/**
 * A tensor of the TFJS graph on its way into the ONNX graph.
 *
 * Its logical form is TensorFlow's (pictures as NHWC). A tensor of rank 4 may also exist channels-first (NCHW), which
 * is what ONNX's convolutions take and give. `GraphBuilder` derives a missing form when somebody asks for it, so
 * chains of convolutions stay channels-first and no transpose appears between them.
 */
export interface Value {
  readonly name: string;
  readonly dtype: Dtype;
  /** Always the shape of the logical form. */
  readonly shape: Shape;
  /** Set where the content is known at conversion. */
  readonly constant?: ConstTensor;
  /** Name of the ONNX tensor that holds the logical form, once there is one. */
  logical?: string;
  /** Name of the ONNX tensor that holds the channels-first form, once there is one. */
  channelsFirst?: string;
  /** The form that was computed; the other is derived from it. Absent for constants. */
  readonly native?: 'logical' | 'channels-first';
  /** A graph input that was cast on entry: the input itself, which a further cast may start from. */
  readonly uncast?: string;
  /** The known elements of a vector that was packed from scalars, null where one is not known. */
  readonly elements?: readonly (number | null)[];
}

export function logicalValue(name: string, tensor: string, dtype: Dtype, shape: Shape): Value {
  return { name, dtype, shape, logical: tensor, native: 'logical' };
}

export function channelsFirstValue(name: string, tensor: string, dtype: Dtype, shape: Shape): Value {
  return { name, dtype, shape, channelsFirst: tensor, native: 'channels-first' };
}

export function constantValue(name: string, constant: ConstTensor): Value {
  return { name, dtype: constant.dtype, shape: constant.shape, constant };
}

export function rankOf(value: Value): number {
  return value.shape.length;
}

/** Whether an operator that works in either form should take the channels-first one. */
export function prefersChannelsFirst(value: Value): boolean {
  return value.native === 'channels-first' && value.shape.length === 4;
}
