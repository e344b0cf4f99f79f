import type { Frame } from 'node-av/lib';
import type { Letterbox } from '../letterbox.js';
import type { TensorData } from './format.js';

/** Writes pictures into tensors of one layout. Several may be under way at a time. */
export interface TensorWriter {
  /**
   * Scales the frame, in the colours that it means, into its place; `padding` is every sample around it. Does not free
   * the frame. Takes `spare` for memory where its size fits.
   */
  write(frame: Frame, at: Letterbox, padding: number, spare?: ArrayBuffer): Promise<TensorData>;
  close(): void;
}
