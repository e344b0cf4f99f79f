import { readFileSync } from 'node:fs';

/** The version in a package.json. Throws when there is none: every package of ours has one. */
export function readVersion(manifest: URL): string {
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  if (typeof content === 'object' && content !== null && 'version' in content && typeof content.version === 'string')
    return content.version;
  throw new Error(`${manifest.pathname} has no version`);
}
