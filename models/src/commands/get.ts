import { ArgumentsError } from '@framewatch/service-kit';
import { ensureSampleClip } from '../clip/index.js';
import { ensureModel, isModelName, MODEL_NAMES } from '../model.js';
import type { Command } from './command.js';
import { shown } from './shown.js';

export const get: Command = {
  usage: '[NAME…]',
  about: 'gets models of the catalogue; without a name all of them, and the sample clip',
  operands: ['NAME…'],
  needs: 0,
  options: [],
  async run({ operands }, { env, say, onProgress }) {
    const names = operands.length === 0 ? MODEL_NAMES : operands.map(modelName);
    for (const name of names) {
      const model = await ensureModel(name, { env, onProgress });
      say(`Model ${name} (${model.license}): ${model.path}${model.made ? '' : ' (was there)'}`);
    }
    if (operands.length > 0) return;
    const clip = await ensureSampleClip({ env, onProgress });
    const seconds = clip.frames / clip.fps;
    say(`Sample clip (${clip.width}×${clip.height}, ${seconds} s): ${clip.path}${clip.made ? '' : ' (was there)'}`);
  },
};

function modelName(text: string) {
  if (isModelName(text)) return text;
  throw new ArgumentsError(`${shown(text)} is no model of the catalogue: known are ${MODEL_NAMES.join(', ')}`);
}
