import type { Family } from './family.js';

/** Label names and values of one series, in the order in which they are printed. */
export type Labels = readonly (readonly [name: string, value: string])[];

/** The lines `# HELP` and `# TYPE` of a family, in Prometheus' text format 0.0.4. */
export function printHeading({ name, type, help }: Family): string {
  return `# HELP ${name} ${help.replace(/[\\\n]/g, escape)}\n# TYPE ${name} ${type}\n`;
}

/** Returns the text between the braces; a series without labels has none. */
export function printLabels(labels: Labels): string {
  return labels.map(([name, value]) => `${name}="${value.replace(/[\\\n"]/g, escape)}"`).join(',');
}

/** One line: `labels` as `printLabels` writes them. */
export function printSample(name: string, labels: string, value: number): string {
  return labels === '' ? `${name} ${printNumber(value)}\n` : `${name}{${labels}} ${printNumber(value)}\n`;
}

function printNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}

function escape(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}
