import { ArgumentsError, readArguments } from '@framewatch/service-kit';
import type { Call, Command } from './command.js';
import { add } from './add.js';
import { check } from './check.js';
import { get } from './get.js';
import { info } from './info.js';
import { list } from './list.js';
import { shown } from './shown.js';

export type { Surroundings } from './command.js';

const COMMANDS: Readonly<Record<string, Command>> = { list, get, info, check, add };

export const USAGE = `npm run models [-- COMMAND]

${Object.entries(COMMANDS)
  .map(([name, { usage, about }]) => `  ${`${name} ${usage}`.padEnd(44)}${about}`)
  .join('\n')}
  ${'--help'.padEnd(44)}print this

FRAMEWATCH_CACHE chooses another folder for the cache.
`;

/**
 * The command that the arguments call, and how; null where they ask for help.
 * @throws ArgumentsError
 */
export function readCommand(args: readonly string[]): { command: Command; call: Call } | null {
  const [name = 'list', ...rest] = args;
  // Before a command there is only --help.
  if (name.startsWith('-')) {
    readArguments(args, {}, Object.keys(COMMANDS));
    return null;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command)
    throw new ArgumentsError(`${shown(name)} is no command: known are ${Object.keys(COMMANDS).join(', ')} and --help`);
  const options = Object.fromEntries(command.options.map((option) => [option, { type: 'string' } as const]));
  const { values, positionals } = readArguments(rest, options, command.operands);
  if (values.help) return null;
  if (positionals.length < command.needs)
    throw new ArgumentsError(`${command.operands[positionals.length] ?? ''} is missing: ${name} ${command.usage}`);
  const empty = positionals.indexOf('');
  if (empty >= 0)
    throw new ArgumentsError(
      `${command.operands[empty] ?? command.operands.at(-1) ?? ''} is empty: ${name} ${command.usage}`
    );
  const given = command.options.map((option) => [option, values[option]] as const);
  return { command, call: { operands: positionals, options: Object.fromEntries(given) } };
}
