import { AVCOL_RANGE_MPEG, AVCOL_SPC_SMPTE170M, AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { COCO_POSE } from '../../src/model/families/coco-pose.js';
import { moveNetMultiPose } from '../../src/model/families/movenet-multipose.js';
import { InputMaker } from '../../src/model/input/index.js';
import type { LetterboxStyle } from '../../src/model/letterbox.js';
import type { SharedFrame } from '../../src/frame/index.js';
import { shared } from '../frame/frames.js';

const RED = [81, 90, 240] as const;
const BLUE = [41, 240, 110] as const;

const LAYOUT = { input: { name: 'input', layout: 'nhwc', type: 'uint8', fixed: null }, output: 'output_0' } as const;

function inputMaker(input: { width: number; height: number } | null, letterbox?: LetterboxStyle): InputMaker {
  const format = moveNetMultiPose.input(LAYOUT, { input, confidence: 0.25, labels: COCO_POSE, options: {} });
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
  const { pixels, letterbox } = await maker.make(held, spare);
  const bytes = new Uint8Array(pixels);
  const pixel = (x: number, y: number) => [...bytes.subarray((y * letterbox.inputWidth + x) * 3).subarray(0, 3)];
  return { pixels, letterbox, pixel };
}

/** Within what limited range and rounding cost. */
function expectColor(pixel: number[], [r, g, b]: [number, number, number]) {
  [r, g, b].forEach((value, i) => expect(Math.abs((pixel[i] ?? NaN) - value)).toBeLessThanOrEqual(4));
}

describe('the input of movenet-multipose', () => {
  it('is RGB, the whole picture at the top, black below', async () => {
    const { letterbox, pixel } = await fill(inputMaker(null), plainFrame(640, 360, RED));
    expect(letterbox).toMatchObject({ inputWidth: 256, inputHeight: 160 });
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
    const wide = await fill(maker, plainFrame(256, 128, BLUE), first.pixels);
    expect(wide.pixels).toBe(first.pixels);
    expectColor(wide.pixel(255, 127), [0, 0, 255]);
    expect(wide.pixel(0, 128)).toEqual([0, 0, 0]);
    const upright = await fill(maker, plainFrame(128, 256, RED), wide.pixels);
    expectColor(upright.pixel(127, 255), [255, 0, 0]);
    expect(upright.pixel(128, 0)).toEqual([0, 0, 0]);
    expect(upright.pixel(255, 127)).toEqual([0, 0, 0]);
  });

  it('takes new memory where that of another size is offered', async () => {
    const { pixels } = await fill(inputMaker(null), plainFrame(64, 64, RED), new ArrayBuffer(3));
    expect(pixels.byteLength).toBe(256 * 256 * 3);
  });
});
