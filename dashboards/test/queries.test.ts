import { exportedNames, isExported, metricsIn } from '@framewatch/stack';
import { Flux } from '@influxdata/flux-lsp-node';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { recordedMetrics } from '../src/alerting/index.js';
import { DATA_SOURCE_UIDS } from '../src/uids.js';
import { allPanels, dashboards, itWith, promql, readRepository, readYaml } from './read.js';
import { rulesSchema } from './schemas.js';

/** What Prometheus makes of every target and alert by itself. */
const OF_PROMETHEUS = ['up', 'ALERTS', 'scrape_duration_seconds'];

const exported = new Set([
  ...exportedNames([readRepository('exporter/test/fixtures/page.metrics')]),
  ...recordedMetrics(),
  ...OF_PROMETHEUS,
]);

describe('PromQL of the dashboards', () => {
  it.each([...new Set(promql)])('asks for what is exported: %s', (expression) => {
    const missing = metricsIn(expression).filter((selector) => !isExported(selector, exported));
    expect(missing).toEqual([]);
  });

  itWith('promtool', 'prometheus')('is PromQL to Prometheus, too', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'framewatch-promql-'));
    try {
      const rules = [...new Set(promql)].map((expr, index) => ({ record: `panel:${index}`, expr }));
      writeFileSync(path.join(folder, 'rules.yml'), stringify({ groups: [{ name: 'panels', rules }] }));
      const { stdout, stderr } = spawnSync('promtool', ['check', 'rules', 'rules.yml'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stdout + stderr).toContain(`SUCCESS: ${rules.length} rules found`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('queries to InfluxDB', () => {
  const [, documented = ''] = /^## What is written\n(.*?)^## /ms.exec(readRepository('docs/data.md')) ?? [];
  /** Measurements with their tags and fields, from the table in docs/data.md. */
  const stored = new Map(
    [...documented.matchAll(/^\| `(\w+)` +\|([^|]*)\|([^|]*)\|/gm)].map(
      ([, measurement = '', tags = '', fields = '']) => {
        const names = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
        return [measurement, { tags: names(tags), fields: names(fields) }] as const;
      }
    )
  );

  const queriesTo = (uid: string) =>
    allPanels.flatMap(([name, { targets }]) =>
      targets.filter(({ datasource }) => datasource.uid === uid).map(({ query = '' }) => [name, query] as const)
    );

  it('are compared with what is documented', () => {
    expect([...stored.keys()]).toEqual(['frames', 'detections', 'zones', 'crossings', 'objects', 'events']);
    expect(stored.get('frames')?.fields).toContain('latency_ms');
  });

  it.each(queriesTo(DATA_SOURCE_UIDS.flux))('%s: Flux asks for fields and tags that are stored', (_, query) => {
    const [, measurement = ''] = /r\._measurement == "(\w+)"/.exec(query) ?? [];
    const { tags, fields } = stored.get(measurement) ?? { tags: [], fields: [] };
    const asked = [...query.matchAll(/r\._field == "(\w+)"/g)].map(([, field = '']) => field);
    expect(asked.length).toBeGreaterThan(0);
    for (const field of asked) expect(fields).toContain(field);
    for (const [, tag = ''] of query.matchAll(/\br\.([a-z]\w*)/g)) expect(tags).toContain(tag);
    for (const [, list = ''] of query.matchAll(/columns: \[([^\]]*)\]/g))
      for (const [, column = ''] of list.matchAll(/"(\w+)"/g))
        expect([...tags, '_time', '_value', '_field']).toContain(column);
  });

  /** With values in place of what Grafana fills in. */
  const filledIn = (query: string) =>
    query
      .replaceAll('v.defaultBucket', '"framewatch"')
      .replaceAll('v.timeRangeStart', '-1h')
      .replaceAll('v.timeRangeStop', 'now()')
      .replaceAll('v.windowPeriod', '1m')
      .replaceAll(/\$\{\w+(:regex)?\}/g, 'x');

  const alerts = rulesSchema
    .parse(readYaml('alerting/rules-influxdb.yml'))
    .groups.flatMap(({ rules }) => rules.map(({ title, data }) => [title, String(data[0]?.model.query)] as const));

  it.each([...queriesTo(DATA_SOURCE_UIDS.flux), ...alerts])(
    '%s: is Flux, with functions and types that fit',
    (_, query) => {
      expect([query, new Flux(filledIn(query)).is_valid()]).toEqual([query, true]);
    }
  );

  it.each([...queriesTo(DATA_SOURCE_UIDS.flux), ...alerts])(
    '%s: Flux takes the last of what is in order, which tables are not that were put together',
    (_, query) => {
      expect(query).not.toMatch(/group\([^\n]*\)\s*\|> (last|first)\(/);
    }
  );

  it.each(['nonsense()', 'map(fn: (r) => ({ r with _value: 1.0 / "a" }))', 'filter(fn: (r) => r.a ==)'])(
    'would not be Flux with %s',
    (wrong) => {
      expect(new Flux(`from(bucket: "framewatch") |> range(start: -1h) |> ${wrong}`).is_valid()).toBe(false);
    }
  );

  it.each(queriesTo(DATA_SOURCE_UIDS.influxql))('%s: InfluxQL asks for fields and tags that are stored', (_, query) => {
    const [, field = '', measurement = '', tag = ''] =
      /^SELECT \w+\("(\w+)"\) FROM "(\w+)" WHERE \$timeFilter GROUP BY time\(\$__interval\), "(\w+)"/.exec(query) ?? [];
    expect(stored.get(measurement)?.fields).toContain(field);
    expect(stored.get(measurement)?.tags).toContain(tag);
  });
});

describe('queries to the stream data source', () => {
  const words = jest.requireActual<{ QUERY_TYPES: string[]; SERIES: string[] }>(
    '../../plugins/stream-datasource/src/types'
  );
  const targets = [
    ...allPanels.flatMap(([, panel]) => panel.targets),
    ...dashboards.flatMap(({ annotations }) => annotations.list.map(({ target }) => target)),
  ].filter(({ datasource }) => datasource.type === 'framewatch-stream-datasource');

  it('are what it understands', () => {
    expect(targets.length).toBeGreaterThan(0);
    for (const { queryType, series = [], refId, datasource, stream, ...others } of targets) {
      expect(words.QUERY_TYPES).toContain(queryType);
      for (const name of series as string[]) expect(words.SERIES).toContain(name);
      expect(typeof stream).toBe('string');
      expect([refId.length > 0, datasource.type, others]).toEqual([true, 'framewatch-stream-datasource', {}]);
    }
  });

  it('give the inference panel every option that it has', () => {
    const { DEFAULT_OPTIONS } = jest.requireActual<{ DEFAULT_OPTIONS: Record<string, unknown> }>(
      '../../plugins/inference-panel/src/options'
    );
    const panels = allPanels.filter(([, { type }]) => type === 'framewatch-inference-panel');
    expect(panels.length).toBe(1);
    for (const [, { options = {} }] of panels) expect(options).toEqual(DEFAULT_OPTIONS);
  });
});
