import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { generate } from './generate.js';
import { PROVISIONING } from './paths.js';

describe('generated files', () => {
  it.each([...generate()])('%s is what the code says now (else: npm run dashboards)', (name, text) => {
    const file = path.join(PROVISIONING, name);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : 'missing').toBe(text);
  });

  it('are all the dashboards that Grafana gets', () => {
    const found = readdirSync(path.join(PROVISIONING, 'dashboards')).filter((name) => name.endsWith('.json'));
    const expected = [...generate().keys()]
      .filter((name) => name.startsWith('dashboards/'))
      .map((name) => path.basename(name));
    expect(found.sort()).toEqual(expected.sort());
  });

  it('are the same each time', () => {
    expect(generate()).toEqual(generate());
  });
});
