import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderAlertmanager } from '../src/alertmanager/index.js';
import { alertNames, itUnless, missing, readYaml, root, rules, run } from './tools.js';

const itWithAmtool = itUnless(missing('amtool', 'prometheus-alertmanager'));
const file = path.join(root, 'provisioning/alertmanager/alertmanager.yml');

interface Inhibition {
  source_matchers: string[];
  target_matchers: string[];
  equal?: string[];
}

describe('alertmanager.yml', () => {
  itWithAmtool('is what Alertmanager can read, with its templates', () => {
    const { status, output } = run('amtool', ['check-config', file]);
    expect([status, output]).toEqual([0, expect.stringContaining('1 templates')]);
  });

  itWithAmtool('is so with receivers from the environment', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'alertmanager-'));
    const rendered = path.join(folder, 'alertmanager.yml');
    const env = {
      ALERT_WEBHOOK_URL: 'https://hooks.example.org/a',
      ALERT_WEBHOOK_TOKEN_FILE: '/run/secrets/token',
      ALERT_SLACK_URL_FILE: '/run/secrets/slack-url',
      ALERT_SLACK_CHANNEL: '#cameras',
      ALERT_EMAIL_TO: 'watch@example.org',
      ALERT_EMAIL_FROM: 'framewatch@example.org',
      ALERT_SMTP_HOST: 'mail.example.org:587',
      ALERT_SMTP_USER: 'framewatch',
      ALERT_SMTP_PASSWORD_FILE: '/run/secrets/smtp-password',
    };
    writeFileSync(rendered, renderAlertmanager(env, readFileSync(file, 'utf8')));
    const { status, output } = run('amtool', ['check-config', rendered]);
    rmSync(folder, { recursive: true });
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  for (const severity of ['critical', 'warning', 'info']) {
    itWithAmtool(`sends what is ${severity} to the receiver of that name`, () => {
      const labels = [`severity=${severity}`, 'alertname=StreamStalled', 'runner=gate', 'stream=lobby'];
      const args = ['config', 'routes', 'test', `--config.file=${file}`, `--verify.receivers=${severity}`, ...labels];
      expect(run('amtool', args)).toEqual({ status: 0, output: expect.stringContaining(severity) as string });
    });
  }

  itWithAmtool('sends an alert without severity, of rules of your own, where warnings go', () => {
    const args = ['config', 'routes', 'test', `--config.file=${file}`, '--verify.receivers=warning', 'alertname=Mine'];
    expect(run('amtool', args).status).toBe(0);
  });

  it('tells of each trouble of each stream once', () => {
    expect((readYaml(file) as { route: unknown }).route).toMatchObject({ group_by: ['alertname', 'runner', 'stream'] });
  });
});

describe('a message', () => {
  const templates = path.join(root, 'provisioning/alertmanager/templates/*.tmpl');
  /** A message as Alertmanager writes it, of what it calls Data. */
  const message = (part: 'title' | 'text', data: object) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'alertmanager-'));
    const dataFile = path.join(folder, 'data.json');
    writeFileSync(
      dataFile,
      JSON.stringify({ receiver: 'critical', commonAnnotations: {}, externalURL: 'http://a', ...data })
    );
    const text = `--template.text={{ template "framewatch.${part}" . }}`;
    const args = ['template', 'render', `--template.glob=${templates}`, text, `--template.data=${dataFile}`];
    const { output } = run('amtool', args);
    rmSync(folder, { recursive: true });
    return output;
  };
  const stalled = { alertname: 'StreamStalled', runner: 'gate', stream: 'lobby' };
  const annotations = { summary: 'No picture', description: 'None has come.', runbook_url: 'https://example.org/a.md' };

  itWithAmtool('says how bad it is, where, what happened and what to do', () => {
    const labels = { ...stalled, severity: 'critical' };
    const data = {
      status: 'firing',
      groupLabels: stalled,
      commonLabels: labels,
      alerts: [
        { status: 'firing', labels, annotations, startsAt: '2026-11-25T14:02:00Z' },
        { status: 'resolved', labels, annotations, startsAt: '2026-11-25T14:02:00Z' },
      ],
    };
    // The Live dashboard, from two minutes before it began to three after.
    const range = `from=${Date.UTC(2026, 10, 25, 14)}&to=${Date.UTC(2026, 10, 25, 14, 5)}`;
    const live = `Live then: http://localhost:3000/d/framewatch-live?var-stream=lobby&var-runner=gate&${range}`;
    expect(message('title', data).trim()).toBe('[CRITICAL] StreamStalled · lobby · gate');
    expect(message('text', data).trim().split('\n')).toEqual([
      'No picture',
      'None has come.',
      live,
      'What to do: https://example.org/a.md',
      '',
      'No picture',
      live,
      'What to do: https://example.org/a.md',
    ]);
    expect(message('title', { ...data, status: 'resolved' }).trim()).toBe('[RESOLVED] StreamStalled · lobby · gate');
  });

  itWithAmtool('leaves out what a rule of your own lacks', () => {
    const labels = { alertname: 'Mine' };
    const alerts = [{ status: 'firing', labels, annotations: {} }];
    const data = { status: 'firing', groupLabels: labels, commonLabels: labels, alerts };
    expect([message('title', data).trim(), message('text', data).trim()]).toEqual(['[FIRING] Mine', 'Mine']);
  });
});

describe('inhibition', () => {
  const { inhibit_rules: inhibitions } = readYaml(file) as { inhibit_rules: Inhibition[] };

  /** The labels that `alert` has of itself; those of series are given. */
  const labelsOf = (alert: string, series: Record<string, string> = {}, severity?: string) => {
    const rule = rules.find((one) => one.alert === alert && (!severity || one.labels?.severity === severity))!;
    return { ...series, ...rule.labels, alertname: alert };
  };

  /** What Alertmanager does, in the few lines that the matchers here need. */
  const fits = (matchers: string[], labels: Record<string, string>) =>
    matchers.every((matcher) => {
      const [, label = '', operator = '', value = ''] = /^(\w+)(=~|!=|=)"(.*)"$/.exec(matcher)!;
      const found = labels[label] ?? '';
      if (operator === '=~') return RegExp(`^(?:${value})$`).test(found);
      return (found === value) === (operator === '=');
    });
  const silences = (source: Record<string, string>, target: Record<string, string>) =>
    inhibitions.some(
      (rule) =>
        fits(rule.source_matchers, source) &&
        fits(rule.target_matchers, target) &&
        (rule.equal ?? []).every((label) => (source[label] ?? '') === (target[label] ?? ''))
    );

  const lobby = { runner: 'gate', stream: 'lobby' };
  const yard = { runner: 'gate', stream: 'yard' };
  const DEPENDANTS = [
    'CameraFlapping',
    'StreamThroughputLow',
    'StreamDropRatioHigh',
    'StreamPicturesDamaged',
    'LatencyBudgetBurnFast',
    'LatencyBudgetBurnSlow',
    'InferenceErrors',
    'ObjectCountUnusual',
  ];

  /** What a model has no part in. */
  const CAMERAS = ['CameraFlapping', 'StreamPicturesDamaged'];

  it.each(DEPENDANTS)('a stalled stream silences its own %s, and no other stream’s', (name) => {
    expect(silences(labelsOf('StreamStalled', lobby), labelsOf(name, lobby))).toBe(true);
    expect(silences(labelsOf('StreamStalled', lobby), labelsOf(name, yard))).toBe(false);
  });

  it.each(['StreamStalled', ...DEPENDANTS])('a runner that is down silences %s of its streams', (name) => {
    expect(silences(labelsOf('RunnerDown', { runner: 'gate' }), labelsOf(name, lobby))).toBe(true);
    expect(silences(labelsOf('RunnerDown', { runner: 'hall' }), labelsOf(name, lobby))).toBe(false);
  });

  it('a stalled stream silences neither itself, nor its runner, nor the loss of data', () => {
    for (const name of ['StreamStalled', 'RunnerDown', 'DataLoss', 'SpoolBacklog', 'DatabaseDown'])
      expect([name, silences(labelsOf('StreamStalled', lobby), labelsOf(name, lobby))]).toEqual([name, false]);
  });

  it('of two alerts about one trouble the critical one silences the other', () => {
    const disk = { instance: 'node', device: '/dev/a', mountpoint: '/' };
    const critical = labelsOf('HostDiskFilling', disk, 'critical');
    expect(silences(critical, labelsOf('HostDiskFilling', disk, 'warning'))).toBe(true);
    expect(silences(critical, labelsOf('HostDiskFilling', { ...disk, mountpoint: '/data' }, 'warning'))).toBe(false);
    expect(silences(labelsOf('LatencyBudgetBurnFast', lobby), labelsOf('LatencyBudgetBurnSlow', lobby))).toBe(true);
    expect(silences(labelsOf('HostDiskFilling', disk, 'warning'), critical)).toBe(false);
    expect(silences(critical, labelsOf('HostCpuBusy', { instance: 'node' }))).toBe(false);
  });

  it('a database that is down explains a spool that fills, not what is lost', () => {
    const database = labelsOf('DatabaseDown', { job: 'influxdb', instance: 'influxdb:8086' });
    const sink = { runner: 'gate', sink: 'influxdb' };
    expect(silences(database, labelsOf('SpoolBacklog', sink))).toBe(true);
    expect(silences(database, labelsOf('DataLoss', sink))).toBe(false);
  });

  it('a service that is down is not told a second time as a target', () => {
    const target = { ...labelsOf('MonitoringTargetDown'), job: 'grafana' };
    expect(silences({ ...labelsOf('GrafanaDown'), job: 'grafana' }, target)).toBe(true);
    expect(silences({ ...labelsOf('GrafanaDown'), job: 'grafana' }, { ...target, job: 'node' })).toBe(false);
  });

  it('a model that is lost explains the trouble of its runner’s streams, but no camera, and is explained by its runner', () => {
    const lost = labelsOf('ModelDown', { runner: 'gate', model: 'pose' });
    for (const name of DEPENDANTS.filter((dependant) => !CAMERAS.includes(dependant))) {
      expect([name, silences(lost, labelsOf(name, lobby))]).toEqual([name, true]);
      expect([name, silences(lost, labelsOf(name, { ...lobby, runner: 'hall' }))]).toEqual([name, false]);
    }
    for (const name of ['StreamStalled', ...CAMERAS, 'RunnerDown', 'DataLoss', 'ModelDown'])
      expect([name, silences(lost, labelsOf(name, lobby))]).toEqual([name, false]);
    expect(silences(labelsOf('RunnerDown', { runner: 'gate' }), lost)).toBe(true);
  });

  it('a GPU that is lost explains that its exporter cannot read, and no other', () => {
    const lost = labelsOf('GpuLost', { instance: 'exporter:9877', uuid: 'a' });
    expect(silences(lost, labelsOf('GpuReadFailing', { instance: 'exporter:9877' }))).toBe(true);
    expect(silences(lost, labelsOf('GpuReadFailing', { instance: 'other:9877' }))).toBe(false);
    expect(silences(lost, labelsOf('GpuXid', { uuid: 'a' }))).toBe(false);
  });

  it('names only alerts that there are', () => {
    const named = inhibitions
      .flatMap((rule) => [...rule.source_matchers, ...rule.target_matchers])
      .flatMap((matcher) => /^alertname.*"(.*)"$/.exec(matcher)?.[1]?.split('|') ?? []);
    expect(named.filter((name) => !alertNames.includes(name))).toEqual([]);
  });
});
