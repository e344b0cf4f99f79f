import { readVersion } from '@framewatch/service-kit';

/** The version in this package's package.json. */
export const VERSION = readVersion(new URL('../package.json', import.meta.url));
