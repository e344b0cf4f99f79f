import { z } from 'zod';
import { ProtocolError } from './errors.js';

// zod's compiled validators need `new Function`, which Grafana's content security policy forbids and reports.
z.config({ jitless: true });

/** Narrows `value` to what `schema` describes, or throws a ProtocolError that names the first wrong key. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.map(String).join('.')}` : '';
  throw new ProtocolError('malformed', `${what}${where}: ${issue?.message ?? 'not valid'}`);
}

/** `JSON.parse` whose failure is a ProtocolError. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProtocolError('malformed', `${what}: not JSON`);
  }
}
