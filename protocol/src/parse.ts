import { z } from 'zod';
import { ProtocolError } from './errors.js';

// zod's compiled validators need `new Function`, which Grafana's content security policy forbids and reports.
z.config({ jitless: true });

/** Validates `value` by `schema`. Throws a ProtocolError that names the first invalid key. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.map(String).join('.')}` : '';
  throw new ProtocolError('malformed', `${what}${where}: ${issue?.message ?? 'not valid'}`);
}

/** `JSON.parse` that throws a ProtocolError. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProtocolError('malformed', `${what}: not JSON`);
  }
}
