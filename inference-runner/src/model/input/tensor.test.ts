import type { Letterbox } from '../letterbox.js';
import type { InputFormat, TensorFormat } from './format.js';
import { fromHalf } from './half.js';
import { TensorMaker } from './tensor.js';

const AT: Letterbox = { inputWidth: 2, inputHeight: 1, x: 0, y: 0, width: 2, height: 1 };

function make(change: Partial<TensorFormat>, samples: ArrayBuffer, sizeInput?: string) {
  const tensor = {
    name: 'in',
    layout: 'nchw',
    type: 'float32',
    colours: 'rgb',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    ...change,
  };
  const format = { tensor, ...(sizeInput && { sizeInput }) } as InputFormat;
  return new TensorMaker(format).make([{ pixels: samples, letterbox: AT }]);
}

/** Of a picture of two pixels, two samples of each colour: packed bytes, and planes of 16 bits. */
const packed = () => Uint8Array.of(0, 255, 10, 20, 30, 40).buffer;
const planes = () => Uint16Array.of(0, 255, 10, 20, 30, 40).map((sample) => sample * 256).buffer;

describe('making a tensor of pixels', () => {
  it('takes floats from 0 to 1 as the scaler wrote them', () => {
    const pixels = Float32Array.of(0, 1, 0.5, 0.25, 0.75, 1).buffer;
    const { in: tensor } = make({ std: [255, 255, 255] }, pixels);
    expect(tensor).toMatchObject({ type: 'float32', dims: [1, 3, 1, 2] });
    expect(tensor?.data.buffer).toBe(pixels);
  });

  it('takes bytes as they are where the model does', () => {
    const { in: tensor } = make({ layout: 'nhwc', type: 'uint8' }, packed());
    expect(tensor).toEqual({ type: 'uint8', dims: [1, 1, 2, 3], data: Uint8Array.of(0, 255, 10, 20, 30, 40) });
  });

  it('takes the mean off and divides, each colour by its own', () => {
    const { in: tensor } = make({ mean: [0, 10, 20], std: [51, 2, 4] }, planes());
    expect([...(tensor?.data as Float32Array)]).toEqual([0, 5, 0, 5, 2.5, 5]);
  });

  it('knows samples between two bytes, which whole numbers are rounded to', () => {
    const between = () => Uint16Array.of(384, 383, 65_280, 65_300, 0, 128).buffer;
    expect([...(make({}, between()).in?.data as Float32Array)]).toEqual([1.5, 383 / 256, 255, 65_300 / 256, 0, 0.5]);
    expect(make({ type: 'uint8' }, between()).in?.data).toEqual(Uint8Array.of(2, 1, 255, 255, 0, 1));
  });

  it('does so too where the colours of a pixel lie side by side', () => {
    const { in: tensor } = make({ layout: 'nhwc', mean: [0, 5, 10], std: [1, 10, 1] }, packed());
    expect([...(tensor?.data as Float32Array)]).toEqual([0, 25, 0, 20, 2.5, 30]);
  });

  it('writes whole numbers and halves', () => {
    expect(make({ type: 'int32', layout: 'nhwc' }, packed()).in?.data).toEqual(Int32Array.of(0, 255, 10, 20, 30, 40));
    const halves = make({ type: 'float16', std: [255, 255, 255] }, planes()).in?.data as Uint16Array;
    expect(halves).toBeInstanceOf(Uint16Array);
    expect(fromHalf(halves[1] ?? 0)).toBe(1);
    expect(fromHalf(halves[2] ?? 0)).toBeCloseTo(10 / 255, 4);
  });

  it('says width and height of the input to models that ask', () => {
    const { sizes } = make({}, planes(), 'sizes');
    expect(sizes).toEqual({ type: 'int64', dims: [1, 2], data: BigInt64Array.of(2n, 1n) });
  });

  it('puts several pictures one after another, of each kind of pixels', () => {
    const format = (change: Partial<TensorFormat>, sizeInput?: string) => {
      const plain = { name: 'in', layout: 'nchw', type: 'float32', colours: 'rgb', mean: [0, 0, 0] };
      return { tensor: { ...plain, std: [1, 1, 1], ...change }, ...(sizeInput && { sizeInput }) } as InputFormat;
    };
    const of = (...pictures: ArrayBuffer[]) => pictures.map((pixels) => ({ pixels, letterbox: AT }));
    const [a, b] = [Uint8Array.of(1, 2, 3, 4, 5, 6), Uint8Array.of(7, 8, 9, 10, 11, 12)];

    const wide = (samples: Uint8Array) => Uint16Array.from(samples, (sample) => sample * 256).buffer;
    const converted = new TensorMaker(format({}, 'sizes'));
    expect(converted.make(of(wide(a), wide(b)))).toEqual({
      in: { type: 'float32', dims: [2, 3, 1, 2], data: Float32Array.of(...a, ...b) },
      sizes: { type: 'int64', dims: [2, 2], data: BigInt64Array.of(2n, 1n, 2n, 1n) },
    });
    expect(converted.make(of(wide(b))).in).toEqual({ type: 'float32', dims: [1, 3, 1, 2], data: Float32Array.from(b) });

    const plain = new TensorMaker(format({ layout: 'nhwc', type: 'uint8' }));
    expect(plain.make(of(a.buffer, b.buffer)).in).toMatchObject({ data: Uint8Array.of(...a, ...b) });
    const floats = new TensorMaker(format({ std: [255, 255, 255] }));
    const [c, d] = [Float32Array.from(a), Float32Array.from(b)];
    expect(floats.make(of(c.buffer, d.buffer)).in).toMatchObject({ data: Float32Array.of(...c, ...d) });
  });
});
