/** @jest-environment ./src/testing/host-environment.ts */
import { attributes, tfjsModel, type Graph } from '../testing/graphs.js';
import { floats } from '../testing/operators.js';
import { runOnnx } from '../testing/run.js';
import {
  ConvertError,
  MalformedModelError,
  MissingNodeError,
  UnsupportedDtypeError,
  UnsupportedOperatorError,
  UnsupportedUseError,
  WeightsSizeError,
  convert,
  type ConvertOptions,
} from './index.js';

/** A picture of free size, cast to fractions and put through a convolution with `channels` outputs. */
function pictureModel(channels = 2): Graph {
  return {
    inputs: { picture: { shape: [1, null, null, 3], dtype: 'int32' } },
    weights: { kernel: { shape: [1, 1, 3, channels], values: floats(3, channels).values } },
    nodes: {
      cast: { op: 'Cast', inputs: ['picture'], attr: { DstT: attributes.type('float32') } },
      y: {
        op: 'Conv2D',
        inputs: ['cast', 'kernel'],
        attr: { strides: attributes.ints(1, 1, 1, 1), padding: attributes.string('SAME') },
      },
    },
  };
}

function converted(graph: Graph, options?: ConvertOptions) {
  const { json, weights } = tfjsModel(graph);
  return convert(json, weights, options);
}

describe('a converted model', () => {
  test('keeps free sizes free and names them', () => {
    const { inputs, outputs } = converted(pictureModel());
    expect(inputs).toEqual([{ name: 'picture', type: 'int32', shape: [1, 'height', 'width', 3] }]);
    expect(outputs).toEqual([{ name: 'y', type: 'float32', shape: [1, null, null, 2] }]);
  });

  test('takes pictures as bytes when asked to, and gives the same', async () => {
    const asInts = converted(pictureModel());
    const asBytes = converted(pictureModel(), { uint8Input: true });
    expect(asBytes.inputs[0]).toEqual({ name: 'picture', type: 'uint8', shape: [1, 'height', 'width', 3] });
    const pixels = { shape: [1, 2, 2, 3], values: [0, 1, 2, 64, 65, 66, 127, 128, 129, 253, 254, 255] };
    const fromInts = await runOnnx(asInts.bytes, { picture: { ...pixels, dtype: 'int32' } });
    expect(await runOnnx(asBytes.bytes, { picture: { ...pixels, dtype: 'uint8' } })).toEqual(fromInts);
  });

  test('stores large weights as half floats when asked to; small ones stay as they are', async () => {
    const whole = converted(pictureModel(64));
    const halved = converted(pictureModel(64), { weights: 'float16' });
    expect(whole.bytes.length - halved.bytes.length).toBeGreaterThan(64 * 3 * 2 - 100);
    expect(converted(pictureModel(2), { weights: 'float16' }).bytes).toEqual(converted(pictureModel(2)).bytes);
    const feeds = { picture: { dtype: 'int32', shape: [1, 1, 1, 3], values: [1, 2, 3] } } as const;
    const [exact, near] = [await runOnnx(whole.bytes, feeds), await runOnnx(halved.bytes, feeds)];
    const differences = exact.y?.values.map((value, i) => Math.abs(value - (near.y?.values[i] ?? NaN))) ?? [];
    expect(Math.max(...differences)).toBeLessThan(0.01);
  });

  test('has the same bytes each time', () => {
    expect(converted(pictureModel()).bytes).toEqual(converted(pictureModel()).bytes);
  });

  test('carries its origin and what else it is given as metadata', () => {
    const { json, weights } = tfjsModel(pictureModel());
    const { bytes } = convert({ ...json, generatedBy: 'https://example.org/model' }, weights, {
      metadata: { license: 'MIT' },
    });
    for (const text of ['https://example.org/model', 'license', 'MIT']) expect(bytes.includes(text)).toBe(true);
  });

  test('computes nothing that no output needs', () => {
    const graph = pictureModel();
    const more = { ...graph.nodes, unused: { op: 'NotAnOperator', inputs: ['cast'] } };
    expect(converted({ ...graph, nodes: more, outputs: ['y'] }).bytes).toEqual(converted(graph).bytes);
  });

  test('has no transpose between convolutions', () => {
    const graph = pictureModel(3);
    const conv = graph.nodes?.y;
    const chain = { ...graph.nodes, z: { ...conv, op: 'Conv2D', inputs: ['y', 'kernel'] } };
    const transposes = converted({ ...graph, nodes: chain })
      .bytes.toString('latin1')
      .match(/Transpose/g);
    // Into channels-first at the front, back at the end.
    expect(transposes).toHaveLength(2);
  });

  test('gives out whole numbers as int32 and booleans as booleans', () => {
    const x = { shape: [2] };
    const graph: Graph = {
      inputs: { x },
      nodes: {
        whole: { op: 'Cast', inputs: ['x'], attr: { DstT: attributes.type('int32') } },
        less: { op: 'Less', inputs: ['x', 'x'] },
      },
      outputs: ['whole', 'less'],
    };
    expect(converted(graph).outputs.map(({ type }) => type)).toEqual(['int32', 'bool']);
  });
});

describe('outputs that are named', () => {
  const graph: Graph = { ...pictureModel(), outputs: ['cast', 'y'] };

  test('are kept under their new names, with the shape that is given, and the others are left out', async () => {
    const outputs = { y: { name: 'features', shape: [1, 'rows', 'columns', 2] } };
    const model = converted(graph, { outputs });
    expect(model.outputs).toEqual([{ name: 'features', type: 'float32', shape: [1, 'rows', 'columns', 2] }]);
    const feeds = { picture: { dtype: 'int32', shape: [1, 1, 1, 3], values: [1, 2, 3] } } as const;
    expect(await runOnnx(model.bytes, feeds)).toEqual({ features: (await runOnnx(converted(graph).bytes, feeds)).y });
  });

  test('that the model does not have are an error', () => {
    expect(() => converted(graph, { outputs: { z: { name: 'z' } } })).toThrow(
      new MissingNodeError('z', 'the list of outputs')
    );
  });
});

describe('free axes', () => {
  /** Of a picture of 4×6, resized to `size`. */
  const resizing = (size: readonly [number, number]): Graph => ({
    inputs: { x: { shape: [1, 4, 6, 3] } },
    weights: { size: { shape: [2], values: size, dtype: 'int32' } },
    nodes: { y: { op: 'ResizeBilinear', inputs: ['x', 'size'] } },
  });
  const freeAxes = { 1: 'height', 2: 'width' };

  test.each([
    [
      [8, 12],
      [1, 4, 8, 3],
    ],
    [
      [2, 3],
      [1, 1, 2, 3],
    ],
  ] as const)('let a picture that is resized from 4×6 to %j be of another size', async (size, shape) => {
    const model = converted(resizing(size), { freeAxes });
    expect(model.inputs[0]?.shape).toEqual([1, 'height', 'width', 3]);
    const { y } = await runOnnx(model.bytes, { x: floats(1, 2, 4, 3) });
    expect(y?.shape).toEqual(shape);
  });

  test('are refused where something has a fixed size', () => {
    const convertIt = () => converted(resizing([6, 7]), { freeAxes });
    expect(convertIt).toThrow(UnsupportedUseError);
    expect(convertIt).toThrow(/^operator ResizeBilinear .*a fixed size in a picture of free size/);
  });
});

describe('what cannot be converted is an error that says why', () => {
  const failure = (graph: Graph, cut = 0): unknown => {
    const { json, weights } = tfjsModel(graph);
    try {
      convert(json, weights.subarray(0, weights.length - cut));
    } catch (error) {
      return error;
    }
    return undefined;
  };

  test('an operator that is not supported, by its name and its node', () => {
    const error = failure({ inputs: { x: { shape: [1] } }, nodes: { spectrum: { op: 'FFT', inputs: ['x'] } } });
    expect(error).toEqual(new UnsupportedOperatorError('FFT', 'spectrum'));
    expect(error).toMatchObject({ name: 'UnsupportedOperatorError', operator: 'FFT', node: 'spectrum' });
    expect(error).toBeInstanceOf(ConvertError);
  });

  test('a node named like a property of every object', () => {
    expect(failure({ nodes: { y: { op: 'constructor' } } })).toEqual(new UnsupportedOperatorError('constructor', 'y'));
  });

  test('an element type that is not supported', () => {
    const node = { op: 'Cast', inputs: ['x'], attr: { DstT: { type: 'DT_HALF' } } };
    expect(failure({ inputs: { x: { shape: [1] } }, nodes: { y: node } })).toEqual(
      new UnsupportedDtypeError('DT_HALF', 'y')
    );
  });

  test('an input that is not there', () => {
    expect(failure({ nodes: { y: { op: 'Relu', inputs: ['lost'] } } })).toEqual(
      new MissingNodeError('lost', 'node `y`')
    );
  });

  test('an operator with too few inputs', () => {
    expect(failure({ nodes: { y: { op: 'Relu' } } })).toEqual(new MissingNodeError('input 0', 'Relu node `y`'));
  });

  test('an output that its node does not have', () => {
    const graph: Graph = {
      inputs: { x: { shape: [2] } },
      nodes: { a: { op: 'Relu', inputs: ['x'] }, y: { op: 'Relu', inputs: ['a:3'] } },
    };
    expect(failure(graph)).toEqual(new MissingNodeError('a:3', 'Relu node `y`'));
  });

  test('a constant without weights', () => {
    expect(failure({ nodes: { y: { op: 'Const' } } })).toEqual(new MissingNodeError('y', 'the list of weights'));
  });

  test('truncated weights, with both sizes', () => {
    expect(failure(pictureModel(), 1)).toEqual(new WeightsSizeError(24, 23));
  });

  test('JSON that is no model', () => {
    expect(() => convert('no model', new Uint8Array())).toThrow(MalformedModelError);
  });
});
