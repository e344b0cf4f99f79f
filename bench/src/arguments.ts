import { ArgumentsError, readArguments as readStrictly } from '@framewatch/service-kit';
import { BENCHES, type Choice, type Options } from './benches.js';

export interface BenchArguments {
  /** Null where none is named. */
  readonly chosen: Choice | null;
  readonly options: Options;
  readonly json: boolean;
  /** True when help was asked for, or no arguments were given. */
  readonly help: boolean;
}

/** @throws ArgumentsError */
export function readArguments(args: readonly string[]): BenchArguments {
  const { values, positionals } = readStrictly(
    args,
    { json: { type: 'boolean', default: false }, rounds: { type: 'string' }, minutes: { type: 'string' } },
    ['NAME']
  );
  const [name] = positionals;
  const chosen = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (name !== undefined && !chosen)
    throw new ArgumentsError(`${name}: no such benchmark, known are ${Object.keys(BENCHES).join(', ')}`);
  for (const option of ['rounds', 'minutes'] as const)
    if (values[option] !== undefined && option !== chosen?.takes)
      throw new ArgumentsError(name === undefined ? `--${option} needs a benchmark` : `${name} has no --${option}`);
  const { rounds, minutes } = values;
  if (rounds !== undefined && !/^[1-9]\d{0,5}$/.test(rounds))
    throw new ArgumentsError(`--rounds ${rounds}: expected a whole number above 0`);
  if (minutes !== undefined && !(/^\d{1,6}(\.\d+)?$/.test(minutes) && Number(minutes) > 0))
    throw new ArgumentsError(`--minutes ${minutes}: expected a number above 0`);
  return {
    chosen: chosen ?? null,
    options: { rounds: numberOf(rounds), minutes: numberOf(minutes) },
    json: values.json,
    help: values.help ?? name === undefined,
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
