import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, seen from `kubernetes/src` and `kubernetes/dist` alike. */
export const ROOT = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
