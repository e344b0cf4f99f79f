import { isModelName, MODEL_NAMES, type ModelName } from '@framewatch/models';
import { ArgumentsError, readArguments as readStrictly } from '@framewatch/service-kit';

export interface DemoArguments {
  /** Check everything in a headless browser and exit. */
  check: boolean;
  model: ModelName;
  /** Port of the page; 0 for a free one. */
  port: number;
  /** Where a browser is, if not in the usual places. */
  chromium: string | null;
  /** Picture file that `--check` leaves of the page. */
  screenshot: string | null;
  help: boolean;
}

const DEFAULT_MODEL: ModelName = 'movenet-multipose';

export const USAGE = `npm run demo [-- OPTIONS]

  --check             start on free ports, check in headless Chromium that all parts work together, print a
                      summary as JSON, exit 0, or 1 with the reason
  --model NAME        the model: ${MODEL_NAMES.join(', ')} (default ${DEFAULT_MODEL})
  --port PORT         port of the page (default 3300; a free one with --check)
  --chromium PATH     with --check: the browser (default: found in the usual places, or $CHROMIUM)
  --screenshot FILE   with --check: save a picture of the page
  --help              print this
`;

/** @throws ArgumentsError */
export function readArguments(args: readonly string[]): DemoArguments {
  const { values } = readStrictly(args, {
    check: { type: 'boolean', default: false },
    model: { type: 'string', default: DEFAULT_MODEL },
    port: { type: 'string' },
    chromium: { type: 'string' },
    screenshot: { type: 'string' },
  });
  const port = values.port ?? (values.check ? '0' : '3300');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535)
    throw new ArgumentsError(`--port ${port}: not a port number, which is one from 0 (a free one) to 65535`);
  const { model } = values;
  if (!isModelName(model))
    throw new ArgumentsError(`--model ${model}: no such model, known are ${MODEL_NAMES.join(', ')}`);
  for (const name of ['chromium', 'screenshot'] as const)
    if (values[name] !== undefined && !values.check) throw new ArgumentsError(`--${name} needs --check`);
  return {
    check: values.check,
    model,
    port: Number(port),
    chromium: values.chromium ?? null,
    screenshot: values.screenshot ?? null,
    help: values.help ?? false,
  };
}
