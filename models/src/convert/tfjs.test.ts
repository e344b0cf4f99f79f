import { tfjsModel } from '../testing/graphs.js';
import { MalformedModelError, UnsupportedDtypeError } from './errors.js';
import { parseTfjsModel } from './tfjs.js';

const node = (name: string, ...input: string[]) => ({ name, op: 'Relu', input });
const modelOf = (nodes: unknown, more: object = {}) => ({
  modelTopology: { node: nodes },
  weightsManifest: [],
  ...more,
});

describe('a graph model', () => {
  test('has nodes, outputs by the names of its signature, weights and their files', () => {
    const { json } = tfjsModel({
      inputs: { x: { shape: [1, null] } },
      weights: { w: { shape: [2], values: [1, 2] } },
      nodes: { y: { op: 'Add', inputs: ['x', 'w'] } },
    });
    const model = parseTfjsModel({ ...json, generatedBy: 'somebody' });
    expect([...model.nodes.values()].map(({ name, op, inputs }) => [name, op, inputs])).toEqual([
      ['x', 'Placeholder', []],
      ['w', 'Const', []],
      ['y', 'Add', ['x', 'w']],
    ]);
    expect(model.nodes.get('x')?.attributes.shape('shape')).toEqual([1, null]);
    expect(model.outputs).toEqual([{ name: 'y', tensor: 'y' }]);
    expect(model.weights).toEqual([{ name: 'w', shape: [2], dtype: 'float32' }]);
    expect(model.weightFiles).toEqual(['weights.bin']);
    expect(model.generatedBy).toBe('somebody');
  });

  test('without a signature gives out what no other node reads', () => {
    const model = parseTfjsModel(modelOf([node('a'), node('b', 'a:0'), node('c', 'a:1')]));
    expect(model.outputs.map(({ name }) => name)).toEqual(['b', 'c']);
  });

  test('has inputs without control dependencies; the first output of a node is the node', () => {
    const model = parseTfjsModel(modelOf([node('a'), node('b', '^a', 'a:0', 'a:1')]));
    expect(model.nodes.get('b')?.inputs).toEqual(['a', 'a:1']);
  });
});

describe('what is not a graph model is refused, with the place', () => {
  test.each<[string, unknown]>([
    ['the file holds no JSON object', null],
    ['the file holds no JSON object', []],
    ['modelTopology is missing', {}],
    ['modelTopology.node is not a list', modelOf('nodes')],
    ['modelTopology.node[1] is not an object', modelOf([node('a'), 7])],
    ['modelTopology.node[0].name is not a string', modelOf([{ op: 'Relu' }])],
    ['modelTopology.node[0].op is not a string', modelOf([{ name: 'a' }])],
    ['modelTopology.node[0].input holds something not a string', modelOf([{ ...node('a'), input: [1] }])],
    ['modelTopology.node[0].attr is not an object', modelOf([{ ...node('a'), attr: 1 }])],
    ['node `a` is there twice', modelOf([node('a'), node('a')])],
    ['weightsManifest is not a list', { modelTopology: { node: [] } }],
    ['weightsManifest[0] is not an object', modelOf([], { weightsManifest: [1] })],
    ['weightsManifest.weights is not a list', modelOf([], { weightsManifest: [{ paths: [] }] })],
    ['signature.outputs.y is not an object', modelOf([], { signature: { outputs: { y: 1 } } })],
  ])('%s', (message, json) => {
    expect(() => parseTfjsModel(json)).toThrow(MalformedModelError);
    expect(() => parseTfjsModel(json)).toThrow(`not a usable TFJS graph model: ${message}`);
  });

  test.each<[string, unknown]>([
    ['weightsManifest.weights holds something not an object', 1],
    ['weightsManifest.weights.name is not a string', {}],
    ['shape of weight `w` is not a list', { name: 'w', dtype: 'int32' }],
    ['shape of weight `w` holds something not a size', { name: 'w', dtype: 'int32', shape: [1.5] }],
    ['shape of weight `w` holds something not a size', { name: 'w', dtype: 'int32', shape: [-1] }],
    ['quantization of weight `w` is not an object', { name: 'w', dtype: 'int32', shape: [], quantization: 1 }],
    [
      'quantization of weight `w`.scale is not a number',
      { name: 'w', dtype: 'int32', shape: [], quantization: { dtype: 'uint8', min: 0 } },
    ],
  ])('%s', (message, weight) => {
    const json = modelOf([], { weightsManifest: [{ paths: [], weights: [weight] }] });
    expect(() => parseTfjsModel(json)).toThrow(`not a usable TFJS graph model: ${message}`);
  });

  test.each(['../secret', '/etc/passwd', 'a/b.bin', '..', '', 7])('a weight file named %j', (path) => {
    const json = modelOf([], { weightsManifest: [{ paths: [path], weights: [] }] });
    expect(() => parseTfjsModel(json)).toThrow('weightsManifest.paths holds something not a plain file name');
  });
});

describe('attributes', () => {
  const attributesOf = (attr: object) => {
    const attributes = parseTfjsModel(modelOf([{ name: 'a', op: 'Relu', attr }])).nodes.get('a')?.attributes;
    if (!attributes) throw new Error('no node');
    return attributes;
  };

  test('are read in the forms that protobuf writes', () => {
    const attributes = attributesOf({
      int: { i: '-3' },
      number: { i: 4 },
      float: { f: 0.5 },
      yes: { b: true },
      text: { s: 'U0FNRQ==' },
      ints: { list: { i: ['1', '2'] } },
      none: { list: {} },
      texts: { list: { s: ['UmVsdTY='] } },
      type: { type: 'DT_INT64' },
      typeNumber: { type: 10 },
    });
    expect(attributes.int('int')).toBe(-3);
    expect(attributes.int('number')).toBe(4);
    expect(attributes.float('float')).toBe(0.5);
    expect(attributes.bool('yes')).toBe(true);
    expect(attributes.string('text')).toBe('SAME');
    expect(attributes.ints('ints')).toEqual([1, 2]);
    expect(attributes.ints('none')).toEqual([]);
    expect(attributes.strings('texts')).toEqual(['Relu6']);
    expect(attributes.dtype('type')).toBe('int32');
    expect(attributes.dtype('typeNumber')).toBe('bool');
  });

  test('that are absent are what the reader says, or an error', () => {
    const attributes = attributesOf({});
    expect(attributes.int('axis', 5)).toBe(5);
    expect(attributes.ints('dims', [])).toEqual([]);
    expect(() => attributes.int('axis')).toThrow('attribute axis of node `a` is missing or of the wrong kind');
  });

  test.each([
    ['int', { i: 'x' }],
    ['float', { f: 'x' }],
    ['bool', { b: 1 }],
    ['string', { s: 1 }],
    ['ints', { list: { i: 1 } }],
    ['shape', { shape: { dim: 1 } }],
    ['dtype', {}],
  ] as const)('of the wrong kind are an error: %s', (reader, value) => {
    const attributes = attributesOf({ key: value });
    expect(() => attributes[reader]('key')).toThrow('attribute key of node `a` is missing or of the wrong kind');
  });

  test('of an unknown element type name it and the node', () => {
    expect(() => attributesOf({ T: { type: 'DT_STRING' } }).dtype('T')).toThrow(
      new UnsupportedDtypeError('DT_STRING', 'a')
    );
  });
});
