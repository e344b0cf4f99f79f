import { type ConfigProblem, formatKey, type KeyPath } from '@framewatch/service-kit/config';
import { ruleProblems } from '../analysis/rules/problems.js';
import type { WrittenConfig } from './schema.js';

/** Returns what is wrong with the rules of streams: zones and lines that do not exist, and rules without tracking. */
export function anomalyProblems({ streams }: WrittenConfig, origin: (key: KeyPath) => string): ConfigProblem[] {
  return streams.flatMap(({ zones, lines, tracking, anomalies }, index) =>
    ruleProblems(anomalies.rules, { zones, lines, tracking: tracking.enabled }).map(({ path, message }) => {
      const key = ['streams', index, 'anomalies', 'rules', ...path];
      return { key: formatKey(key), origin: origin(key), message };
    })
  );
}
