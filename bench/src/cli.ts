import { parseArgs } from 'node:util';
import { latencyBench } from './latency/index.js';
import { asJson, asText, exitCode, runJudged } from './report.js';
import { panelBench } from './panel/index.js';
import { pipelineBench } from './pipeline/index.js';
import { scrape } from './scrape/index.js';
import { soakBench } from './soak/index.js';
import type { Bench } from './types.js';
import { viewers } from './viewers/index.js';

interface Options {
  rounds: number | undefined;
  minutes: number | undefined;
}

interface Choice {
  about: string;
  /** The option that it has. */
  takes?: keyof Options;
  create: (options: Options) => Bench;
}

const BENCHES: Record<string, Choice> = {
  pipeline: {
    about: 'frames per second of the whole runner over those of a bare model loop',
    takes: 'rounds',
    create: ({ rounds = 15 }) => pipelineBench(rounds),
  },
  latency: {
    about: 'from the arrival of a packet to its result, without the inference',
    takes: 'rounds',
    create: ({ rounds = 6 }) => latencyBench(rounds),
  },
  soak: {
    about: 'growth of memory and delay of the event loop over minutes',
    takes: 'minutes',
    create: ({ minutes = 5 }) => soakBench(minutes),
  },
  viewers: { about: '50 viewers of one stream, and one that stops reading', create: () => viewers },
  scrape: { about: 'the exporter’s page for many streams', create: () => scrape },
  panel: {
    about: 'drawing, decoding and memory of the panel in Chromium',
    takes: 'minutes',
    create: ({ minutes = 2 }) => panelBench(minutes * 60),
  },
};

const EXIT_INTERRUPTED = 130;

const USAGE = `Usage: npm run bench -- NAME [--json] [--rounds N] [--minutes N] [--help]

${Object.entries(BENCHES)
  .map(([name, { about, takes }]) => `  ${name.padEnd(10)} ${about}${takes ? `  [--${takes}]` : ''}`)
  .join('\n')}

Exit codes: 0 the targets are met, 1 they are not, 2 nothing was measured: the reason is on standard error; 3 what was
measured is not judged, as the machine had other things to do: the reason is in the report.
`;

/** Progress goes to standard error, the report to standard output. */
async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      rounds: { type: 'string' },
      minutes: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [name] = positionals;
  if (values.help || name === undefined) {
    process.stdout.write(USAGE);
    return 0;
  }
  const chosen = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!chosen || positionals.length !== 1) {
    process.stderr.write(`bench: ${positionals.join(' ')}: no such benchmark\n\n${USAGE}`);
    return 2;
  }
  const unknown = (['rounds', 'minutes'] as const).find((one) => values[one] !== undefined && one !== chosen.takes);
  if (unknown) {
    process.stderr.write(`bench: ${name} has no --${unknown}\n\n${USAGE}`);
    return 2;
  }
  const options = { rounds: count(values.rounds), minutes: count(values.minutes) };
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const report = await runJudged(chosen.create(options), { say });
  process.stdout.write(values.json ? `${JSON.stringify(asJson(report), null, 2)}\n` : asText(report));
  return exitCode(report);
}

function count(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${text}: expected a number above 0`);
  return value;
}

// Ended by these alone, the process would tell none of its helpers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(EXIT_INTERRUPTED));

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
);
