import { addedModels } from '../added.js';
import { cacheFolder } from '../fetch/cache.js';
import { isCached, MODEL_NAMES, modelFacts } from '../model.js';
import type { Command } from './command.js';
import { table } from './table.js';

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
    for (const { name, path } of await addedModels(cacheFolder(env)))
      rows.push([name, 'unknown', 'yes', `added: ${path}`]);
    for (const line of table(['model', 'licence', 'cached', 'sees'], rows)) say(line);
  },
};
