import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generate } from './generate.js';
import { PROVISIONING } from './paths.js';

for (const [name, text] of generate()) {
  const file = path.join(PROVISIONING, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${path.relative(process.cwd(), file)}\n`);
}
