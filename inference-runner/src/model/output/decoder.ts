import type { Detection } from '@framewatch/protocol';
import type { Letterbox } from '../letterbox.js';
import type { Outputs } from './tensors.js';

/**
 * Reads a model's outputs: detections in fractions of the picture, most confident first. Pure. Throws a NotFiniteError
 * when a value that decides on a detection, or that one is made of, is no number: without it the rest would be a wrong
 * count.
 */
export type Decoder = (outputs: Outputs, at: Letterbox) => Detection[];
