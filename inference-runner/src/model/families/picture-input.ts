import type { Size } from '../../picture/index.js';
import { type InputFormat, SAMPLE_TYPES, type SampleType, type TensorFormat } from '../input/format.js';
import { inputFor, type LetterboxStyle, type Rounding } from '../letterbox.js';
import type { ValueInfo } from '../types.js';
import type { FamilySettings } from './family.js';
import type { OptionName, PerColour } from './options.js';
import { FLOATS, isOrFree } from './shapes.js';

const CHANNELS = 3;

/** The input of a model that takes one picture. */
export interface PictureInput {
  name: string;
  layout: 'nchw' | 'nhwc';
  type: SampleType;
  /** Pixels; null where the model takes any size. */
  fixed: Size | null;
}

/** Null where the input does not take one picture, in that layout, in one of these types. */
export function pictureInput(
  value: ValueInfo | undefined,
  layout: 'nchw' | 'nhwc',
  types: readonly SampleType[] = SAMPLE_TYPES
): PictureInput | null {
  const type = types.find((each) => each === value?.type);
  if (!value || !type || value.shape.length !== 4) return null;
  const [batch, ...rest] = value.shape;
  const [channels, height, width] = layout === 'nchw' ? rest : [rest[2], rest[0], rest[1]];
  if (!isOrFree(batch, 1) || !isOrFree(channels, CHANNELS)) return null;
  const fixed = typeof width === 'number' && typeof height === 'number' ? { width, height } : null;
  return { name: value.name, layout, type, fixed };
}

/** The input of a model that takes nothing but one picture, as floats in planes; null where it takes anything else. */
export function floatPicture(inputs: readonly ValueInfo[]): PictureInput | null {
  return inputs.length === 1 ? pictureInput(inputs[0], 'nchw', FLOATS) : null;
}

/** How models of a family want their picture, unless the options say otherwise. */
export interface InputDefaults {
  letterbox: LetterboxStyle;
  rounding?: Rounding;
  /** 0 to 255. */
  padding: number;
  /** How the authors scale pictures (`InputFormat`); not where it is not said. */
  antialias?: boolean;
  colours: 'rgb' | 'bgr';
  mean: PerColour;
  std: PerColour;
  /** Of an input of free size: its longest side, or both for a picture that is stretched, pixels. */
  longest: number;
  /** Both sides of an input of free size are multiples of it, pixels. */
  step: number;
}

export const ZERO: PerColour = [0, 0, 0];
export const ONE: PerColour = [1, 1, 1];
/** Makes samples numbers from 0 to 1. */
export const TO_ONE: PerColour = [255, 255, 255];
/** Of ImageNet, red first, for samples from 0 to 255 (torchvision: 0.485, 0.456, 0.406 and 0.229, 0.224, 0.225). */
export const IMAGENET = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] } as const;
/** The same, blue first. */
export const IMAGENET_BGR = { mean: [103.53, 116.28, 123.675], std: [57.375, 57.12, 58.395] } as const;

export function inputFormat(
  input: PictureInput,
  { input: size, options }: FamilySettings,
  defaults: InputDefaults
): InputFormat {
  const { name, layout, type } = input;
  const { padding, longest, step, rounding = 'nearest', antialias = false } = defaults;
  const { letterbox = defaults.letterbox, colours = defaults.colours } = options;
  const { mean = defaults.mean, std = defaults.std } = options;
  const tensor: TensorFormat = { name, layout, type, colours, mean, std };
  const fixed = input.fixed ?? size ?? (letterbox === 'stretch' ? { width: longest, height: longest } : null);
  const sizeFor = (picture: Size) => fixed ?? inputFor(picture, longest, step);
  return { tensor, size: sizeFor, letterbox, rounding, padding, antialias };
}

/** Why the input cannot have the configured size, or null when it can. */
export function refusesSize({ fixed }: PictureInput, { input }: FamilySettings, step: number): string | null {
  if (!input) return null;
  const { width, height } = input;
  if (fixed && (fixed.width !== width || fixed.height !== height)) {
    return `its input is fixed to ${fixed.width}x${fixed.height}, but ${width}x${height} is configured; change \`input\``;
  }
  if (fixed || (width % step === 0 && height % step === 0)) return null;
  return `an input of ${width}x${height} is configured, but both sides have to be multiples of ${step}; change \`input\``;
}

/** What the options say of an input of bytes has to be such that bytes come out. */
export function refusesNumbers({ type }: PictureInput, { options }: FamilySettings): string | null {
  const [key] = (['mean', 'std'] as const satisfies OptionName[]).filter((name) => options[name] !== undefined);
  return type === 'uint8' && key ? `its input takes bytes as they are; take out \`options.${key}\`` : null;
}
