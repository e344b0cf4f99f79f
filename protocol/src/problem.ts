import { z } from 'zod';

/** Body of every HTTP answer of a runner that is no success. */
export const problemSchema = z.object({ error: z.object({ code: z.string().max(64), message: z.string().max(2000) }) });
export type Problem = z.infer<typeof problemSchema>['error'];
