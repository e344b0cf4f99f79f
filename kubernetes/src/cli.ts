import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from './generated.js';
import { ROOT } from './paths.js';

for (const { path, text } of generate(ROOT)) {
  writeFileSync(join(ROOT, path), text);
  process.stdout.write(`${path}\n`);
}
