/** Labels as they stand in the page, `runner="gate",stream="door"`: written once, used by many samples. */
export type Labels = string & { readonly escaped: unique symbol };

export const NO_LABELS = '' as Labels;

/** Writes labels out, after those of `base`. Any text is a fit value; names are the caller's to choose well. */
export function labels(pairs: Readonly<Record<string, string>>, base: Labels = NO_LABELS): Labels {
  let text: string = base;
  for (const [name, value] of Object.entries(pairs)) text += `${text && ','}${name}="${escapeValue(value)}"`;
  return text as Labels;
}

function escapeValue(value: string): string {
  return /[\\"\n]/.test(value) ? value.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`)) : value;
}
