import type { OnProgress } from '../progress.js';

/** What commands need of the process. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Writes a line of the command's answer. */
  readonly say: (line: string) => void;
  readonly onProgress: OnProgress;
}

/** What is left of the arguments: how a command was called. */
export interface Call {
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** One of the commands of `npm run models`. */
export interface Command {
  /** How it is called, after its name. */
  readonly usage: string;
  /** What it does, in one line. */
  readonly about: string;
  /** As `readArguments` takes them. */
  readonly operands: readonly string[];
  /** How many of them have to be there. */
  readonly needs: number;
  /** Options that take a value. */
  readonly options: readonly string[];
  /** @throws ArgumentsError before anything is done, for a name that it does not know */
  run(call: Call, surroundings: Surroundings): Promise<void>;
}
