import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, sep, win32 } from 'node:path';
import { ModelFileError } from '../errors.js';
import type { ExternalData } from './model-proto.js';

/**
 * Checks that the files which hold a model's weights lie where they may, are there, and are as long as the model says. Throws a
 * ModelFileError otherwise. Links are followed: the folder belongs to the user, and caches of models consist of them.
 */
export async function checkExternalData(modelPath: string, files: ExternalData): Promise<void> {
  for (const [location, length] of files) {
    const shown = JSON.stringify(location.length > 200 ? `${location.slice(0, 200)}…` : location);
    const relative = normalize(location);
    if (location === '' || location.includes('\0') || leaves(relative)) {
      throw new ModelFileError(
        `${modelPath} keeps weights in ${shown}, outside of its folder, which no model may do; ` +
          'take it for hostile, or save it again with its weights beside it'
      );
    }
    const path = join(dirname(modelPath), relative);
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) {
      throw new ModelFileError(
        `${modelPath} keeps its weights in ${shown}, and there is no such file beside it; put ${path} there: such models are two ` +
          'files or more, which have to be copied together under the names that they have'
      );
    }
    if (found.size < length) {
      throw new ModelFileError(
        `${path} is cut off: it has ${found.size} bytes, and ${modelPath} needs ${length} of it; copy or download it again`
      );
    }
  }
}

/** Whether a path leads out of the folder that it begins in, on any system. */
function leaves(relative: string): boolean {
  return isAbsolute(relative) || win32.isAbsolute(relative) || relative === '..' || relative.startsWith(`..${sep}`);
}
