/** An argument as messages show it: a word is what somebody meant for a name, all else may hold a password. */
export function shown(argument: string): string {
  return /^[a-z][\w-]{0,39}$/i.test(argument) ? argument : 'this';
}
