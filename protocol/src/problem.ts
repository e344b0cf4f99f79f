import { z } from 'zod';

/** Body of a runner's HTTP answers with an error status. */
export const problemSchema = z.object({ error: z.object({ code: z.string().max(64), message: z.string().max(2000) }) });
export type Problem = z.infer<typeof problemSchema>['error'];
