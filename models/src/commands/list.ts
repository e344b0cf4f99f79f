import { type AddedModel, addedModels } from '../added.js';
import { NotAModelError } from '../download/errors.js';
import { lookAt } from '../look/recognised.js';
import { cacheFolder } from '../fetch/cache.js';
import { isCached, MODEL_NAMES, modelFacts } from '../model.js';
import type { Command } from './command.js';
import { table } from './table.js';

/** What the runner takes an added model for. */
async function seenBy(model: AddedModel): Promise<string> {
  try {
    const { family, reading } = (await lookAt(model)).recognised;
    return `${reading.what} (${family.name})`;
  } catch (error) {
    if (!(error instanceof NotAModelError)) throw error;
    return `not recognised (info ${model.name} says why)`;
  }
}

export const list: Command = {
  usage: '',
  about: 'the models of the catalogue and those that were added (also without a command)',
  operands: [],
  needs: 0,
  options: [],
  async run(_, { env, say }) {
    const rows = await Promise.all(
      MODEL_NAMES.map(async (name) => {
        const { license, sees } = modelFacts(name);
        return [name, license, (await isCached(name, { env })) ? 'yes' : 'no', sees];
      })
    );
    for (const added of await addedModels(cacheFolder(env)))
      rows.push([added.name, 'unknown', 'yes', `${await seenBy(added)}: ${added.path}`]);
    for (const line of table(['model', 'licence', 'cached', 'sees'], rows)) say(line);
  },
};
