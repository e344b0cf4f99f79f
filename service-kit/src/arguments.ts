import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** With it every command ends that does not understand its arguments, and has done nothing. */
export const EXIT_ARGUMENTS = 2;

/** Arguments that a command does not understand. The message names what it does, and shows no value: it may be secret. */
export class ArgumentsError extends Error {
  override readonly name = 'ArgumentsError';
}

interface Parsing<O extends Options> {
  args: string[];
  options: O & { help: { type: 'boolean' } };
  allowPositionals: true;
}

/**
 * Reads the arguments of a command, strictly. Each command has `--help`, too.
 * @param operands what it takes besides options, in words such as `NAME`: one for each argument; the last may end with `…`
 * and stands for any number then
 * @throws ArgumentsError for an unknown option, a missing or empty value, a value too many and an operand too many
 */
export function readArguments<const O extends Options>(
  args: readonly string[],
  options: O,
  operands: readonly string[] = []
): ReturnType<typeof parseArgs<Parsing<O>>> {
  const all = { ...options, help: { type: 'boolean' } } as const;
  const problem = problemOf(args, all, operands);
  if (problem !== null) throw new ArgumentsError(`${problem}: known are ${known(all, operands)}`);
  return parseArgs<Parsing<O>>({ args: [...args], options: all, allowPositionals: true });
}

function problemOf(args: readonly string[], options: Options, operands: readonly string[]): string | null {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  let room = operands.at(-1)?.endsWith('…') ? Infinity : operands.length;
  for (const token of tokens) {
    if (token.kind === 'positional' && --room < 0) return 'an argument too many';
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const type = Object.hasOwn(options, name) ? options[name]?.type : undefined;
    if (type === undefined) return /^--?[a-z-]{1,24}$/.test(rawName) ? `unknown option ${rawName}` : 'unknown option';
    if (type === 'boolean' && value !== undefined) return `${rawName} takes no value`;
    // The next option is none: its value was forgotten, or is a variable of the shell that is not set.
    if (type === 'string' && (!value || (!inlineValue && /^-./.test(value)))) return `${rawName} needs a value`;
  }
  return null;
}

function known(options: Options, operands: readonly string[]): string {
  const names = Object.entries(options).map(([name, { type }]) => `--${name}${type === 'string' ? ' VALUE' : ''}`);
  return [...operands, ...names].join(', ').replace(/, ([^,]*)$/, ' and $1');
}
