import { exportedNames, isExported, metricsIn } from '@framewatch/stack';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { recordedMetrics } from '../src/alerting/index.js';
import { prometheusAlerts } from '../src/alerting/prometheus-rules.js';
import { ROOT } from '../src/paths.js';
import { DATA_SOURCE_UIDS, FOLDER } from '../src/uids.js';
import { dashboards, itWith, readRepository, readYaml } from './read.js';
import { type Rule, rulesSchema } from './schemas.js';

const onPrometheus = rulesSchema.parse(readYaml('alerting/rules-prometheus.yml')).groups;
const onInfluxDb = rulesSchema.parse(readYaml('alerting/rules-influxdb.yml')).groups;
const groups = [...onPrometheus, ...onInfluxDb];
const rules: readonly Rule[] = groups.flatMap((group) => group.rules);

const exprOf = ({ data }: Rule): string => (typeof data[0]?.model.expr === 'string' ? data[0].model.expr : '');

describe('Grafana-managed alert rules', () => {
  it('have uids and titles of their own', () => {
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
  });

  it('lie in a folder of their own: that of the dashboards is made later, under the same name', () => {
    for (const { folder } of groups) expect(folder).not.toBe(FOLDER.title);
  });

  it('are those of Prometheus, one for one, and the one that watches Prometheus', () => {
    const names = onPrometheus.flatMap((group) => group.rules.map(({ title }) => title.replace(/ \(.*\)$/, '')));
    const expected = [...prometheusAlerts().values()].flat().map(({ alert }) => alert);
    expect(names.sort()).toEqual([...expected, 'PrometheusDown'].sort());
  });

  it('cover the essentials on InfluxDB', () => {
    expect(onInfluxDb.flatMap((group) => group.rules.map(({ title }) => title))).toEqual([
      'StoredNothing',
      'StoredFramesMissing',
      'StoredStreamFailed',
      'StoredLatencyHigh',
      'StoredDropsHigh',
    ]);
  });
});

describe.each(rules.map((rule) => ({ title: rule.title, rule })))('$title', ({ rule }) => {
  it('asks data sources that are provisioned', () => {
    for (const { datasourceUid, model } of rule.data) {
      expect([...Object.values(DATA_SOURCE_UIDS), '__expr__']).toContain(datasourceUid);
      expect(model.datasource.uid).toBe(datasourceUid);
    }
    // A data source without a backend cannot be asked by Grafana's server.
    expect(rule.data.map(({ datasourceUid }) => datasourceUid)).not.toContain(DATA_SOURCE_UIDS.streams);
  });

  it('decides by a query that it has, which looks at one before it', () => {
    const letters = rule.data.map(({ refId }) => refId);
    expect(rule.data.map(({ model }) => model.refId)).toEqual(letters);
    expect(letters.at(-1)).toBe(rule.condition);
    rule.data.forEach(({ datasourceUid, model }, index) => {
      if (datasourceUid !== '__expr__') return;
      const [of = ''] = /[A-Z]/.exec(String(model.expression)) ?? [];
      expect(letters.slice(0, index)).toContain(of);
      expect(['math', 'reduce', 'threshold']).toContain(model.type);
    });
  });

  it('links to a panel that exists', () => {
    const dashboard = dashboards.find(({ uid }) => uid === rule.dashboardUid);
    const panel = dashboard?.panels.find(({ id }) => id === rule.panelId);
    expect([panel?.type === undefined, panel?.type === 'row']).toEqual([false, false]);
  });

  it('says how bad it is and what to do', () => {
    expect(['critical', 'warning', 'info']).toContain(rule.labels.severity);
    expect(rule.annotations.description.length).toBeGreaterThan(30);
    const [, page = ''] = /\/blob\/main\/(docs\/runbooks\/[\w-]+\.md)$/.exec(rule.annotations.runbook_url) ?? [];
    expect([page, existsSync(path.join(ROOT, page))]).toEqual([page, true]);
  });

  it('has labels that are the same for every series', () => {
    for (const text of Object.values(rule.labels)) expect(text).not.toMatch(/\$|\{\{/);
  });
});

describe('PromQL of the rules', () => {
  const exported = new Set([
    ...exportedNames([readRepository('exporter/test/fixtures/page.metrics')]),
    ...recordedMetrics(),
    'up',
  ]);
  const expressions = [...new Set(rules.map(exprOf).filter((expr) => expr !== ''))];

  it.each(expressions)('asks for what is exported: %s', (expression) => {
    expect(metricsIn(expression).filter((selector) => !isExported(selector, exported))).toEqual([]);
  });

  itWith('promtool', 'prometheus')('is PromQL to Prometheus, too', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'framewatch-alerts-'));
    try {
      const recorded = expressions.map((expr, index) => ({ record: `rule:${index}`, expr }));
      writeFileSync(path.join(folder, 'rules.yml'), stringify({ groups: [{ name: 'rules', rules: recorded }] }));
      const { stdout, stderr } = spawnSync('promtool', ['check', 'rules', 'rules.yml'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stdout + stderr).toContain(`SUCCESS: ${recorded.length} rules found`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is silent about what follows from a stalled stream, as Alertmanager’s inhibition is', () => {
    const byTitle = new Map(rules.map((rule) => [rule.title, exprOf(rule)]));
    expect(byTitle.get('StreamThroughputLow')).toContain('unless on (runner, stream) max by');
    expect(byTitle.get('InferenceErrors (critical)')).toContain('unless on (runner, stream) max by');
    expect(byTitle.get('StreamStalled')).not.toContain('unless on (runner, stream) max by');
    expect(byTitle.get('HostDiskFilling (critical)')).not.toContain('unless on (runner, stream)');
  });
});
