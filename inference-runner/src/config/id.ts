import { idSchema } from '@framewatch/protocol';
import { value } from '@framewatch/service-kit/config';

export const id = value<string>(
  'an id: text of 1 to 63 letters, digits, dots, dashes and underscores, in quotes if it is a number',
  (v) => idSchema.safeParse(v).success
);
