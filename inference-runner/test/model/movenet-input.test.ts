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
async function fill(maker: InputMaker, frame: SharedFrame) {
  using held = frame;
  const input = await maker.make(held);
  const { pixels, letterbox } = input;
  const bytes = new Uint8Array(pixels);
  const pixel = (x: number, y: number) => [...bytes.subarray((y * letterbox.inputWidth + x) * 3).subarray(0, 3)];
  return { input, pixels, letterbox, pixel };
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
    maker.giveBack(first.input);
    const wide = await fill(maker, plainFrame(256, 128, BLUE));
    expect(wide.pixels).toBe(first.pixels);
    expectColor(wide.pixel(255, 127), [0, 0, 255]);
    expect(wide.pixel(0, 128)).toEqual([0, 0, 0]);
    maker.giveBack(wide.input);
    const upright = await fill(maker, plainFrame(128, 256, RED));
    expect(upright.pixels).toBe(first.pixels);
    expectColor(upright.pixel(127, 255), [255, 0, 0]);
    expect(upright.pixel(128, 0)).toEqual([0, 0, 0]);
    expect(upright.pixel(255, 127)).toEqual([0, 0, 0]);
  });

  it('leaves what lies beside the picture as it is, in memory of an input that lay alike', async () => {
    const maker = inputMaker({ width: 256, height: 256 });
    const [wide, upright] = [
      await fill(maker, plainFrame(256, 128, BLUE)),
      await fill(maker, plainFrame(128, 256, RED)),
    ];
    new Uint8Array(wide.pixels).fill(7, 256 * 255 * 3);
    for (const { input } of [wide, upright]) maker.giveBack(input);
    const again = await fill(maker, plainFrame(128, 256, BLUE));
    expect(again.pixels).toBe(upright.pixels);
    expect(again.pixel(128, 0)).toEqual([0, 0, 0]);
    const wideAgain = await fill(maker, plainFrame(256, 128, RED));
    expectColor(wideAgain.pixel(0, 127), [255, 0, 0]);
    expect(wideAgain.pixel(0, 255)).toEqual([7, 7, 7]);
  });

  it('takes new memory where that of another size was given back', async () => {
    const maker = inputMaker(null);
    const wide = await fill(maker, plainFrame(128, 64, RED));
    maker.giveBack(wide.input);
    const { pixels } = await fill(maker, plainFrame(64, 64, RED));
    expect(pixels.byteLength).toBe(256 * 256 * 3);
  });
});
