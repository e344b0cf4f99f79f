const SHOWN = 3;

/** Returns the notice about elements of a list that could not be read; undefined when there are none. */
export function leftOutNotice(leftOut: readonly string[]): string | undefined {
  if (leftOut.length === 0) {
    return undefined;
  }
  const more = leftOut.length > SHOWN ? `; and ${leftOut.length - SHOWN} more` : '';
  return `Left out, because this plugin cannot read it: ${leftOut.slice(0, SHOWN).join('; ')}${more}. Update the older of runner and plugin.`;
}
