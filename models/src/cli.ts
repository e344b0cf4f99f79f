import { consoleProgress } from './console-progress.js';
import { ConvertError } from './convert/index.js';
import { FetchError } from './fetch/errors.js';
import { cacheFolder } from './fetch/cache.js';
import { MODEL_NAMES, ensureModel } from './model.js';

/** `npm run models`: gets every model and clip that the demo and the tests use, and says where they are. */
async function main(): Promise<void> {
  const say = (line: string): unknown => process.stdout.write(`${line}\n`);
  const onProgress = consoleProgress(process.stderr);
  say(`Cache: ${cacheFolder()} (FRAMEWATCH_CACHE chooses another folder)`);
  for (const name of MODEL_NAMES) {
    const model = await ensureModel(name, { onProgress });
    say(`Model ${name} (${model.license}): ${model.path}${model.made ? '' : ' (was there)'}`);
  }
}

main().catch((error: unknown) => {
  const known = error instanceof FetchError || error instanceof ConvertError;
  process.stderr.write(`${known ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
