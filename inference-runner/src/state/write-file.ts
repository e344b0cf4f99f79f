import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file as a whole: whatever happens meanwhile, it is there as it was before or as it is now, also after a loss
 * of power. Makes its folder where it is missing. Rejects with the file system's error.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  // Always the same name, so that what a killed process left is overwritten.
  const temporary = `${path}.tmp`;
  await mkdir(folder, { recursive: true });
  try {
    await writeSynced(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    // On a full disk the half of a file would make matters worse.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new name of a file last. Not every system can do that for a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (!handle) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
