/** A TFJS graph model as it would be for pictures of another size. */

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly quantization?: { readonly dtype: 'float16' };
}

interface Model {
  readonly modelTopology: { node: { name: string; op: string; input?: string[]; attr: Record<string, unknown> }[] };
  readonly signature: { inputs: Record<string, { tensorShape: { dim: { size: string }[] } }> };
  readonly weightsManifest: readonly { weights: readonly Weight[] }[];
}

/**
 * Changes the sizes that the graph resizes pictures to, which are constants, and that of its input [1, 3, side, side].
 * The rest of the graph does not depend on the size.
 */
export function resized(
  json: unknown,
  weights: Buffer,
  from: number,
  to: { height: number; width: number }
): { json: Record<string, unknown>; weights: Buffer } {
  const model = structuredClone(json) as Model;
  const bytes = Buffer.from(weights);
  const sizes = model.modelTopology.node.flatMap(({ op, input }) =>
    op === 'ResizeBilinear' ? (input?.[1] ?? []) : []
  );
  let offset = 0;
  for (const { name, shape, dtype, quantization } of model.weightsManifest.flatMap((group) => group.weights)) {
    if (sizes.includes(name) && dtype === 'int32') {
      const [height, width] = [bytes.readInt32LE(offset), bytes.readInt32LE(offset + 4)];
      bytes.writeInt32LE((height * to.height) / from, offset);
      bytes.writeInt32LE((width * to.width) / from, offset + 4);
    }
    offset += shape.reduce((count, size) => count * size, 1) * (quantization ? 2 : 4);
  }
  const dim = [1, 3, to.height, to.width].map((size) => ({ size: String(size) }));
  for (const input of Object.values(model.signature.inputs)) input.tensorShape = { dim };
  for (const node of model.modelTopology.node) if (node.op === 'Placeholder') node.attr.shape = { shape: { dim } };
  return { json: { ...model }, weights: bytes };
}
