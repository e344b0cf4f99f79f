import type { GraphNode } from '../tfjs.js';
import { dimAt } from '../shape.js';
import type { ConstTensor } from '../tensor.js';
import type { Value } from '../value.js';
import { activate } from './convolution.js';
import type { OperatorContext } from './operator.js';

/** 1×1 convolutions one after another: each place of a picture is computed from that place alone. */
export interface PointwiseChain {
  /** What the first of them reads. */
  readonly source: Value;
  /** At least one. */
  readonly layers: readonly GraphNode[];
  /** Channels that come out. */
  readonly channels: number;
}

/** The longest such chain that computes the tensor, or null where there is none. */
export function pointwiseChain(context: OperatorContext, tensor: string | undefined): PointwiseChain | null {
  const layers: GraphNode[] = [];
  let first = tensor;
  for (let node = context.producer(first); node && isPointwise(context, node); node = context.producer(first)) {
    layers.unshift(node);
    [first] = node.inputs;
  }
  const last = layers.at(-1);
  if (!last || first === undefined) return null;
  return { source: context.value(first), layers, channels: dimAt(kernelOf(context, last)?.shape ?? [], 3) ?? 0 };
}

function isPointwise(context: OperatorContext, { op, inputs, attributes }: GraphNode): boolean {
  if (op !== 'Conv2D' && op !== '_FusedConv2D') return false;
  const kernel = inputs[1] === undefined ? undefined : context.value(inputs[1]).constant;
  const [height, width] = kernel?.shape ?? [];
  return (
    kernel?.shape.length === 4 &&
    height === 1 &&
    width === 1 &&
    attributes.string('data_format', 'NHWC') === 'NHWC' &&
    attributes.ints('strides').every((stride) => stride === 1)
  );
}

function kernelOf(context: OperatorContext, node: GraphNode): ConstTensor | undefined {
  return context.value(node.inputs[1] ?? '').constant;
}

/** Applies the layers of a chain to rows of its source's channels; gives the tensor of rows that comes out. */
export function pointwiseRows(context: OperatorContext, { layers }: PointwiseChain, rows: string): string {
  const { graph } = context;
  return layers.reduce((tensor, node) => {
    const { shape = [], data = [] } = kernelOf(context, node) ?? {};
    const weights = graph.floats(`${node.name}/rows/weights`, shape.slice(2), Float32Array.from(data));
    const product = graph.emit('MatMul', [tensor, weights], `${node.name}/rows`);
    const [first, second] = node.attributes.strings('fused_ops', []);
    const hasBias = first === 'BiasAdd';
    const bias = hasBias ? graph.logical(context.value(node.inputs[2] ?? '')) : null;
    const sum = bias === null ? product : graph.emit('Add', [product, bias], `${node.name}/rows/sum`);
    return activate(context, sum, hasBias ? second : first, `${node.name}/rows/activated`);
  }, rows);
}
