/** One metric family: what its `# HELP` and `# TYPE` lines say. */
export interface Family {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  /** Unit and meaning. */
  help: string;
}

const family =
  (type: Family['type']) =>
  (name: string, help: string): Family => ({ name, type, help });

export const counter = family('counter');
export const gauge = family('gauge');
export const histogram = family('histogram');
