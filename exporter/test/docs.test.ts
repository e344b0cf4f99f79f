import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixture } from '../src/testing/golden.js';

const docs = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

/** The PromQL in the tables of questions. */
const queries = [...docs.matchAll(/^\| Question[^]*?(?=\n\n)/gm)].flatMap(([table]) =>
  table
    .split('\n')
    .slice(2)
    .flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, query]) => query ?? ''))
);

describe('docs/metrics.md', () => {
  it('asks only for metrics that there are', () => {
    const names = new Set([...fixture('page.metrics').matchAll(/^([a-z_]+)[{ ]/gm)].map(([, name]) => name));
    const asked = queries.flatMap((query) => query.match(/\b(framewatch|nvidia_smi)_\w+/g) ?? []);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
  });

  // promtool comes with the Debian package prometheus; where it is missing there is nothing to ask.
  const promtool = spawnSync('promtool', ['--version']).status === 0;
  (promtool ? it : it.skip)('has queries that Prometheus can read', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'promql-'));
    const file = path.join(folder, 'rules.yml');
    const rules = queries.map((expr, i) => ({ record: `query_${i}`, expr }));
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'docs', rules }] }));
    const { stdout, stderr, status } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(stderr).toBe('');
    expect([status, stdout]).toEqual([0, expect.stringContaining(`${queries.length} rules found`)]);
  });
});
