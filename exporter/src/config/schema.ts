import { idSchema } from '@framewatch/protocol';
import { z } from 'zod';
import { parseTargetUrl, TARGET_URL } from './target-url.js';

/** The text of every message is what was expected; the loader puts what was given in front of it. */
const text = (what: string) => z.string(what).min(1, what);
const whole = (min: number, max: number, what: string) => z.int(what).min(min, what).max(max, what);
const seconds = (max: number) => {
  const what = `seconds, above 0 and at most ${max}`;
  return z.number(what).positive(what).max(max, what);
};
/**
 * Without spaces: the error of an address that cannot be used would quote the text of a following line, perhaps a
 * token.
 */
const HOST = 'an address or a host name';
const token = z
  .string('a token: printable characters without spaces')
  .regex(/^[\x21-\x7e]+$/, 'a token: printable characters without spaces');

const ID = 'the id of a runner: 1 to 63 letters, digits, dots, dashes and underscores';
const runner = z.strictObject({
  url: text(TARGET_URL).transform((value, context) => {
    const parsed = parseTargetUrl(value);
    if (typeof parsed !== 'string') return parsed;
    context.addIssue({ code: 'custom', message: parsed, params: { complete: true } });
    return z.NEVER;
  }),
  id: z
    .string(ID)
    .refine((id) => idSchema.safeParse(id).success, ID)
    .optional(),
  token: token.optional(),
  tokenFile: text('the path of a file').optional(),
});

const gpu = z.strictObject({
  command: text('a program').default('nvidia-smi'),
  intervalSeconds: seconds(3600).default(5),
  timeoutSeconds: seconds(60).default(10),
});

const RUNNERS = 'a list of at least one runner; set FRAMEWATCH_RUNNERS or `runners`';

/** The keys of the YAML file. */
export const configSchema = z.strictObject({
  host: text(HOST)
    .regex(/^[\w.:%-]+$/, HOST)
    .default('127.0.0.1'),
  port: whole(0, 65535, 'a port, 0 to 65535').default(9877),
  runners: z.array(runner, RUNNERS).min(1, RUNNERS),
  token: token.optional(),
  tokenFile: text('the path of a file').optional(),
  scrapeTimeoutSeconds: seconds(60).default(2),
  maxResponseBytes: whole(1024, 2 ** 30, 'bytes, 1024 to 1073741824').default(8 * 1024 * 1024),
  maxSeriesPerRunner: whole(1, 1_000_000, 'series, 1 to 1000000').default(5000),
  gpu: z.union([z.boolean(), gpu], '`false`, `true` or a mapping').default(true),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'debug, info, warn, error or silent').default('info'),
});
export type ConfigValues = z.output<typeof configSchema>;

/** The keys that a mapping at `path` may have. */
export function knownKeys(path: readonly (string | number)[]): string[] {
  const { shape } = path.length === 0 ? configSchema : path[0] === 'gpu' ? gpu : runner;
  return Object.keys(shape);
}
