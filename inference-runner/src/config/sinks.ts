import { type ConfigProblem, formatKey, type KeyPath, readSecret, type ReadText } from '@framewatch/service-kit/config';
import { type SinkConfig, sinkTypeOf } from '../sink/types/index.js';
import type { WrittenConfig } from './schema.js';

export interface SinkSources {
  readText: ReadText;
  locate: (key: KeyPath, path: string) => string;
  origin: (key: KeyPath) => string;
}

/** Returns the sinks with their secrets. Reports two sinks that share a name or a folder. */
export function readSinks(
  { sinks: written }: WrittenConfig,
  { readText, locate, origin }: SinkSources
): { sinks: SinkConfig[]; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const report = (path: KeyPath, message: string) =>
    problems.push({ key: formatKey(path), origin: origin(path), message });

  const sinks = written.map((sink, index) => {
    const path = (key: string) => ['sinks', index, key];
    return sinkTypeOf(sink).configure(sink, {
      locate: (key, name) => locate(path(key), name),
      secret: (key, value, file, variable) => {
        if (value !== undefined) return value;
        if (file === undefined) {
          report(path(key), `missing, expected a ${key} here, in \`${key}File\` or in ${variable}`);
          return '';
        }
        const secret = readSecret(file, readText);
        if ('problem' in secret) report(path(`${key}File`), secret.problem);
        return 'text' in secret ? secret.text : '';
      },
    });
  });
  for (const [index, sink] of sinks.entries()) {
    const before = sinks.slice(0, index);
    const twin = before.findIndex(({ name }) => name === sink.name);
    const named = `${JSON.stringify(sink.name)} is the name of sinks[${twin}] too`;
    if (twin >= 0) report(['sinks', index, 'name'], `${named}: give each sink a \`name\` of its own`);
    for (const key of sinkTypeOf(sink).ownPaths) {
      const other = before.findIndex((earlier) => pathAt(earlier, key) === pathAt(sink, key));
      if (other >= 0)
        report(['sinks', index, key], `is that of sinks[${other}] too: give each sink a \`${key}\` of its own`);
    }
  }
  return { sinks, problems };
}

function pathAt(sink: object, key: string): unknown {
  return Object.entries(sink).find(([name]) => name === key)?.[1];
}
