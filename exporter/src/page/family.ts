import type { MetricType } from '@framewatch/protocol';

/** One metric family, with the contents of its `# HELP` and `# TYPE` lines. */
export interface Family {
  name: string;
  type: MetricType;
  /** Unit and meaning. */
  help: string;
}

const family =
  (type: MetricType) =>
  (name: string, help: string): Family => ({ name, type, help });

export const counter = family('counter');
export const gauge = family('gauge');
