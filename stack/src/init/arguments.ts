import { readArguments as readStrictly } from '@framewatch/service-kit';
import { type Profile, readProfiles } from './profiles.js';

export interface InitArguments {
  readonly profiles: readonly Profile[];
  /** The file with the user's cameras, or null for the emulator. */
  readonly cameras: string | null;
  readonly help: boolean;
}

/** @throws ArgumentsError */
export function readArguments(args: readonly string[]): InitArguments {
  const { values } = readStrictly(args, { profiles: { type: 'string' }, cameras: { type: 'string' } });
  return { profiles: readProfiles(values.profiles ?? ''), cameras: values.cameras ?? null, help: values.help ?? false };
}
