import type { SharedFrame } from '../../frame/index.js';
import { viewOf } from '../../picture/index.js';
import { letterbox } from '../letterbox.js';
import type { InputFormat, ModelInput } from './format.js';
import { LAYOUTS } from './layouts.js';
import type { TensorWriter } from './tensor-writer.js';

export type { ModelInput } from './format.js';

/** Makes inputs of one model out of frames. Scaling is off the main thread; several may be under way at a time. */
export class InputMaker {
  readonly #format: InputFormat;
  readonly #writer: TensorWriter;

  constructor(format: InputFormat) {
    this.#format = format;
    this.#writer = LAYOUTS[format.layout]();
  }

  /**
   * The caller holds the frame until it is done. `spare` is the memory of an input that is not needed any more, to be used again where its
   * size fits: new memory for each frame keeps the garbage collector busy.
   */
  async make({ picture: frame }: SharedFrame, spare?: ArrayBuffer): Promise<ModelInput> {
    const picture = viewOf(frame);
    const { size, letterbox: style, padding } = this.#format;
    const at = letterbox(picture, size(picture), style);
    return { tensor: await this.#writer.write(frame, at, padding, spare), letterbox: at };
  }

  close(): void {
    this.#writer.close();
  }
}
