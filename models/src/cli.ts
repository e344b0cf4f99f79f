import { consoleProgress } from './console-progress.js';
import { ClipError, ensureSampleClip } from './clip/index.js';
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
  const clip = await ensureSampleClip({ onProgress });
  const seconds = clip.frames / clip.fps;
  say(`Sample clip (${clip.width}×${clip.height}, ${seconds} s): ${clip.path}${clip.made ? '' : ' (was there)'}`);
}

main().catch((error: unknown) => {
  const explained = [FetchError, ConvertError, ClipError].some((kind) => error instanceof kind);
  const text = error instanceof Error ? (explained ? error.message : error.stack) : String(error);
  process.stderr.write(`${text ?? 'unknown error'}\n`);
  process.exitCode = 1;
});
