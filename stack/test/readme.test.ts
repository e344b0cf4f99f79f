import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from './tools.js';

const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

describe('README.md', () => {
  it('names every workspace among the parts', () => {
    const { workspaces } = z
      .object({ workspaces: z.array(z.string()) })
      .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
    const rows = readme.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([^`]+?)\/?`/g)].map(([, name]) => name)
    );
    for (const workspace of workspaces) expect(named).toContain(workspace);
  });

  it('counts dashboards and alerts', () => {
    const rules = path.join(root, 'provisioning/prometheus/rules');
    const file = z.object({
      groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string().optional() })) })),
    });
    const alerts = readdirSync(rules).flatMap((name) =>
      file
        .parse(parse(readFileSync(path.join(rules, name), 'utf8')))
        .groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []))
    );
    const boards = readdirSync(path.join(root, 'provisioning/grafana/dashboards')).filter((n) => n.endsWith('.json'));
    expect([boards.length, new Set(alerts).size]).toEqual([6, 39]);
    expect(readme).toContain('six dashboards and thirty-nine alerts');
  });
});
