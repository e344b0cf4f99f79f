import { readFileSync } from 'node:fs';
import path from 'node:path';
import { exportedBy, exportedNames, isExported, metricsIn } from '../src/metrics/index.js';
import {
  alertNames,
  filesIn,
  itUnless,
  kebab,
  missing,
  prometheusFolder,
  readYaml,
  root,
  rules,
  run,
} from './tools.js';

// A day of samples takes promtool a while.
jest.setTimeout(120_000);

const itWithPromtool = itUnless(missing('promtool', 'prometheus'));
const testFiles = filesIn(path.join(prometheusFolder, 'tests'), '.yml');
const alerts = rules.filter(({ alert }) => alert !== undefined);

const fixtures = path.join(root, 'exporter/test/fixtures');
const pages = [path.join(fixtures, 'page.metrics'), ...filesIn(path.join(fixtures, 'nvidia-smi'), '.metrics')];

/** Every name that there is: exported by something, or recorded by a rule. */
const names = new Set([
  ...exportedNames(pages.map((page) => readFileSync(page, 'utf8'))),
  ...rules.flatMap(({ record }) => record ?? []),
]);
const isAnswered = (expression: string) => metricsIn(expression).every((selector) => isExported(selector, names));

interface TestFile {
  tests: { alert_rule_test?: { alertname: string; exp_alerts: unknown[] }[] }[];
}

describe('prometheus.yml and its rules', () => {
  itWithPromtool('are what Prometheus can read', () => {
    const { status, output } = run('promtool', ['check', 'config', 'prometheus.yml'], prometheusFolder);
    expect([status, output]).toEqual([0, expect.not.stringMatching(/FAILED|duplicate|error/)]);
  });

  for (const name of testFiles.map((file) => path.basename(file))) {
    itWithPromtool(`do what ${name} says`, () => {
      const { status, output } = run('promtool', ['test', 'rules', path.join('tests', name)], prometheusFolder);
      expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
    });
  }

  it('are tested where they fire and where they do not', () => {
    const cases = testFiles
      .flatMap((file) => (readYaml(file) as TestFile).tests)
      .flatMap((test) => test.alert_rule_test ?? []);
    const where = (fires: boolean) =>
      [...new Set(cases.filter((one) => one.exp_alerts.length > 0 === fires).map((one) => one.alertname))].sort();
    expect(where(true)).toEqual(alertNames);
    expect(where(false)).toEqual(alertNames);
  });

  it('ask for no metric that nothing exports', () => {
    const asked = rules.map((rule) => [rule.alert ?? rule.record ?? '', rule.expr] as const);
    expect(asked.filter(([, expression]) => !isAnswered(expression))).toEqual([]);
  });

  it('find in DCGM what it is told to read', () => {
    const counters = readFileSync(path.join(root, 'provisioning/dcgm-exporter/counters.csv'), 'utf8');
    expect(new Set(counters.match(/^DCGM_\w+/gm))).toEqual(exportedBy('dcgm'));
  });

  it('scrape every job from a file of targets of its own', () => {
    const { scrape_configs: jobs } = readYaml(path.join(prometheusFolder, 'prometheus.yml')) as {
      scrape_configs: { job_name: string; file_sd_configs: { files: string[] }[] }[];
    };
    expect(jobs.map((job) => job.file_sd_configs.flatMap(({ files }) => files))).toEqual(
      jobs.map((job) => [`targets/${job.job_name}.yml`])
    );
    const files = filesIn(path.join(prometheusFolder, 'targets'), '.yml').map((file) => path.basename(file, '.yml'));
    expect(files.sort()).toEqual(jobs.map((job) => job.job_name).sort());
  });
});

describe('every alert', () => {
  it.each(alerts.map((rule) => [rule.alert!, rule.labels?.severity, rule] as const))(
    '%s (%s) says how bad it is, what happened and what to do',
    (name, _severity, { labels, annotations }) => {
      expect(labels).toMatchObject({
        severity: expect.stringMatching(/^(critical|warning|info)$/) as string,
        component: expect.stringMatching(/^(stream|latency|model|anomaly|data|service|gpu|host)$/) as string,
      });
      expect(annotations).toEqual({
        summary: expect.any(String) as string,
        description: expect.stringMatching(/\.$/) as string,
        runbook_url: `https://github.com/framewatch/framewatch/blob/main/docs/runbooks/${kebab(name)}.md`,
      });
    }
  );

  it('has a runbook, and every runbook its alert', () => {
    const runbooks = filesIn(path.join(root, 'docs/runbooks'), '.md').map((file) => path.basename(file, '.md'));
    expect(runbooks.sort()).toEqual(alertNames.map(kebab).sort());
  });

  it.each(alertNames)('%s has a runbook with symptom, meaning, first three checks and remedy', (name) => {
    const text = readFileSync(path.join(root, 'docs/runbooks', `${kebab(name)}.md`), 'utf8');
    expect(text.match(/^#+ .*$/gm)).toEqual([
      `# ${name}`,
      '## Symptom',
      '## Meaning',
      '## First three checks',
      '## Remedy',
    ]);
    const checks = /## First three checks\n([^]*?)\n## /.exec(text)?.[1] ?? '';
    expect(checks.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ']);
    const queries = [...text.matchAll(/```promql\n([^]*?)```/g)].map(([, query = '']) => query.trim());
    expect(queries.filter((query) => !isAnswered(query))).toEqual([]);
  });

  it('leaves recorded series whose names docs/alerts.md has', () => {
    const text = readFileSync(path.join(root, 'docs/alerts.md'), 'utf8');
    const named = [...text.matchAll(/`([a-z]+:[\w:{},]+)`/g)].flatMap(([, name = '']) => {
      const [, head = '', choice, tail = ''] = /^([\w:]*)(?:\{([\w,]+)\}(.*))?$/.exec(name) ?? [];
      return choice === undefined ? [head] : choice.split(',').map((one) => head + one + tail);
    });
    expect(named.sort()).toEqual(rules.flatMap(({ record }) => record ?? []).sort());
  });

  it('is in the table of docs/alerts.md with its severity, as it is there', () => {
    const table = readFileSync(path.join(root, 'docs/alerts.md'), 'utf8');
    const rows = [...table.matchAll(/^\| \[(\w+)\]\(runbooks\/([\w-]+)\.md\)\s*\| (\w+)\s*\| (\S+)\s*\|/gm)];
    expect(rows.map(([, name, , severity, wait]) => `${name} ${severity} ${wait}`).sort()).toEqual(
      alerts.map((rule) => `${rule.alert} ${rule.labels?.severity} ${rule.for ?? '–'}`).sort()
    );
    expect(rows.every(([, name = '', file]) => kebab(name) === file)).toBe(true);
  });
});
