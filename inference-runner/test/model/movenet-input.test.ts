import { AVCOL_RANGE_MPEG, AVCOL_SPC_SMPTE170M, AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { moveNetMultiPose } from '../../src/model/families/movenet-multipose.js';
import { InputMaker } from '../../src/model/input/index.js';
import type { LetterboxStyle } from '../../src/model/letterbox.js';
import type { SharedFrame } from '../../src/frame/index.js';
import { shared } from '../frame/frames.js';

const RED = [81, 90, 240] as const;
const BLUE = [41, 240, 110] as const;

const SIGNATURE = {
  inputs: [{ name: 'input', type: 'uint8', shape: [1, 'height', 'width', 3] }],
  outputs: [{ name: 'output_0', type: 'float32', shape: [1, 6, 56] }],
};

const LABELS = moveNetMultiPose.labels(SIGNATURE);

function inputMaker(input: { width: number; height: number } | null, letterbox?: LetterboxStyle): InputMaker {
  const format = moveNetMultiPose.input(SIGNATURE, { input, confidence: 0.25, labels: LABELS, options: {} });
  return new InputMaker({ ...format, ...(letterbox && { letterbox }) });
}

function plainFrame(width: number, height: number, color: readonly number[]): SharedFrame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_YUV420P;
  frame.colorSpace = AVCOL_SPC_SMPTE170M;
  frame.colorRange = AVCOL_RANGE_MPEG;
  frame.getBuffer(0);
  frame.data?.forEach((plane, i) => plane.fill(color[i] ?? 0));
  return shared(frame);
}

/** The input for a picture of one colour, and how to look at its pixels. */
async function fill(maker: InputMaker, frame: SharedFrame, spare?: ArrayBuffer) {
  using held = frame;
  const { tensor: input, letterbox } = await maker.make(held, spare);
  const bytes = new Uint8Array(input.data);
  const pixel = (x: number, y: number) => [...bytes.subarray((y * letterbox.inputWidth + x) * 3).subarray(0, 3)];
  return { input, letterbox, pixel };
}

/** Within what limited range and rounding cost. */
function expectColor(pixel: number[], [r, g, b]: [number, number, number]) {
  [r, g, b].forEach((value, i) => expect(Math.abs((pixel[i] ?? NaN) - value)).toBeLessThanOrEqual(4));
}

describe('the input of movenet-multipose', () => {
  it('is RGB, the whole picture at the top, black below', async () => {
    const { input, pixel } = await fill(inputMaker(null), plainFrame(640, 360, RED));
    expect(input).toMatchObject({ type: 'uint8', dims: [1, 160, 256, 3] });
    expectColor(pixel(0, 0), [255, 0, 0]);
    expectColor(pixel(255, 143), [255, 0, 0]);
    expect(pixel(0, 144)).toEqual([0, 0, 0]);
    expect(pixel(255, 159)).toEqual([0, 0, 0]);
  });

  it('is black at the right of an upright picture in a wide input', async () => {
    const { letterbox, pixel } = await fill(inputMaker({ width: 320, height: 160 }), plainFrame(90, 160, BLUE));
    expect(letterbox).toMatchObject({ width: 90, height: 160 });
    expectColor(pixel(89, 159), [0, 0, 255]);
    expect(pixel(91, 0)).toEqual([0, 0, 0]);
    expect(pixel(319, 159)).toEqual([0, 0, 0]);
  });

  it('has nothing left of the picture before in memory that is used again', async () => {
    const maker = inputMaker({ width: 256, height: 256 });
    const first = await fill(maker, plainFrame(256, 256, RED));
    const wide = await fill(maker, plainFrame(256, 128, BLUE), first.input.data);
    expect(wide.input.data).toBe(first.input.data);
    expectColor(wide.pixel(255, 127), [0, 0, 255]);
    expect(wide.pixel(0, 128)).toEqual([0, 0, 0]);
    const upright = await fill(maker, plainFrame(128, 256, RED), wide.input.data);
    expectColor(upright.pixel(127, 255), [255, 0, 0]);
    expect(upright.pixel(128, 0)).toEqual([0, 0, 0]);
    expect(upright.pixel(255, 127)).toEqual([0, 0, 0]);
  });

  it('takes new memory where that of another size is offered', async () => {
    const { input } = await fill(inputMaker(null), plainFrame(64, 64, RED), new ArrayBuffer(3));
    expect(input.data.byteLength).toBe(256 * 256 * 3);
  });
});
