import { idSchema } from '@framewatch/protocol';
import { LOG_LEVELS } from '@framewatch/service-kit';
import { filled, flag, integer, mapping, oneOf, port, text, textThat, value } from '@framewatch/service-kit/config';
import { z } from 'zod';
import { parseTargetUrl, TARGET_URL } from './target-url.js';

const matches = (expected: string, form: RegExp) =>
  value<string>(expected, (v) => typeof v === 'string' && form.test(v));
const seconds = (max: number) =>
  value<number>(`seconds, above 0 and at most ${max}`, (v) => typeof v === 'number' && v > 0 && v <= max);

const token = matches('a token: printable characters without spaces', /^[\x21-\x7e]+$/);
const tokenFile = text('the path of a file');

const runner = mapping({
  url: textThat(TARGET_URL, parseTargetUrl),
  id: value<string>(
    'the id of a runner: text of 1 to 63 letters, digits, dots, dashes and underscores, in quotes if it is a number',
    (v) => idSchema.safeParse(v).success
  ).optional(),
  token: token.optional(),
  tokenFile: tokenFile.optional(),
});

const gpu = mapping({
  command: text('a program').default('nvidia-smi'),
  intervalSeconds: seconds(3600).default(5),
  timeoutSeconds: seconds(60).default(10),
});

/** The configuration as it is written: the file with the environment laid over it. */
export const configSchema = mapping({
  // Without spaces: the error of an address that cannot be used would quote the text of a following line, perhaps a token.
  host: matches('a host name or address to listen on', /^[\w.:%-]+$/).default('127.0.0.1'),
  port: port.default(9877),
  runners: filled(runner, 'a list of one or more runners, or the environment variable FRAMEWATCH_RUNNERS'),
  token: token.optional(),
  tokenFile: tokenFile.optional(),
  scrapeTimeoutSeconds: seconds(60).default(2),
  maxResponseBytes: integer(1024, 2 ** 30, 'bytes, a whole number').default(8 * 1024 * 1024),
  maxSeriesPerRunner: integer(1, 1_000_000, 'series, a whole number').default(5000),
  gpu: z.union([flag, gpu], '`false`, `true` or a mapping').default(true),
  logLevel: oneOf(...LOG_LEVELS).default('info'),
});
export type WrittenConfig = z.output<typeof configSchema>;
