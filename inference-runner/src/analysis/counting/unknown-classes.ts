import type { Labels } from '@framewatch/protocol';
import type { LineConfig, ZoneConfig } from './schema.js';

/** Most names that a message lists. */
const MOST_NAMES = 20;

/** A class that is to be counted and that no model of the stream finds. `path`: below the stream. */
export interface UnknownClass {
  path: readonly (string | number)[];
  /** Completes the sentence that names the key. */
  message: string;
}

/** Returns the classes of zones and lines of which there would be none for ever. */
export function unknownClasses(
  { zones, lines }: { zones: readonly ZoneConfig[]; lines: readonly LineConfig[] },
  { classes }: Labels
): UnknownClass[] {
  const names = classes.slice(0, MOST_NAMES).join(', ') + (classes.length > MOST_NAMES ? ', …' : '');
  const of = (list: 'zones' | 'lines', all: readonly (ZoneConfig | LineConfig)[]) =>
    all.flatMap(({ classes: counted = [] }, index) =>
      counted.flatMap((name, at) =>
        classes.includes(name)
          ? []
          : [
              {
                path: [list, index, 'classes', at],
                message: `got ${JSON.stringify(name)}, expected a class that the model finds: ${names}`,
              },
            ]
      )
    );
  return [...of('zones', zones), ...of('lines', lines)];
}
