import { readArguments } from './arguments.js';
import { BENCHES } from './benches.js';
import { asJson, asText, exitCode, runJudged } from './report.js';

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
  const { chosen, options, json, help } = readArguments(argv);
  if (!chosen || help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const report = await runJudged(chosen.create(options), { say });
  process.stdout.write(json ? `${JSON.stringify(asJson(report), null, 2)}\n` : asText(report));
  return exitCode(report);
}

// Without a handler these signals would end the process without ending its helpers.
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
