import { parseArgs } from 'node:util';

export interface DemoArguments {
  /** Check everything in a headless browser and exit. */
  check: boolean;
  /** Port of the page; 0 for a free one. */
  port: number;
  /** Where a browser is, if not in the usual places. */
  chromium: string | null;
  /** Picture file that `--check` leaves of the page. */
  screenshot: string | null;
  help: boolean;
}

export const USAGE = `npm run demo [-- OPTIONS]

  --check             start on free ports, check in headless Chromium that all parts work together, print a
                      summary as JSON, exit 0, or 1 with the reason
  --port PORT         port of the page (default 3300; a free one with --check)
  --chromium PATH     the browser for --check (default: found in the usual places, or $CHROMIUM)
  --screenshot FILE   with --check: save a picture of the page
`;

/** Throws an Error that says what is wrong with the arguments. */
export function readArguments(args: string[]): DemoArguments {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: 'boolean', default: false },
      port: { type: 'string' },
      chromium: { type: 'string' },
      screenshot: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port ?? (values.check ? 0 : 3300));
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port}: not a port number`);
  return {
    check: values.check,
    port,
    chromium: values.chromium ?? null,
    screenshot: values.screenshot ?? null,
    help: values.help,
  };
}
