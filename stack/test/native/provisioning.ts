import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { renderAlertmanager } from '../../src/alertmanager/index.js';
import { prometheusFolder, root, type Rule } from '../tools.js';

/** Over what is measured, and how long an alert is kept until that has recovered, is this much shorter, … */
const WINDOWS = 10;
/** … and so is how long is waited. */
const WAITS = 30;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration of Prometheus, divided, at least a second. */
export function shorter(duration: string, factor: number): string {
  const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  return `${Math.max(1, Math.round((Number(count) * (UNITS[unit] ?? NaN)) / factor))}s`;
}

/** A copy of what Prometheus is provisioned with, with other addresses by job, and faster. The path of its folder. */
export function provisionPrometheus(folder: string, addresses: Readonly<Record<string, string>>): string {
  const copy = path.join(folder, 'prometheus');
  cpSync(prometheusFolder, copy, { recursive: true });
  edit(path.join(copy, 'prometheus.yml'), (config) => {
    const { global, scrape_configs: jobs } = config as {
      global: object;
      scrape_configs: { scrape_timeout?: string }[];
    };
    Object.assign(global, { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '1s' });
    for (const job of jobs) delete job.scrape_timeout;
  });
  for (const name of readdirSync(path.join(copy, 'targets'))) {
    const address = addresses[path.basename(name, '.yml')];
    writeFileSync(path.join(copy, 'targets', name), stringify(address ? [{ targets: [address] }] : []));
  }
  for (const name of readdirSync(path.join(copy, 'rules'))) {
    edit(path.join(copy, 'rules', name), (file) => {
      for (const group of (file as { groups: { rules: (Rule & { keep_firing_for?: string })[] }[] }).groups) {
        for (const rule of group.rules) {
          rule.expr = rule.expr.replace(/\[(\d+[smhd])\]/g, (_, window: string) => `[${shorter(window, WINDOWS)}]`);
          if (rule.for) rule.for = shorter(rule.for, WAITS);
          if (rule.keep_firing_for) rule.keep_firing_for = shorter(rule.keep_firing_for, WINDOWS);
        }
      }
    });
  }
  return copy;
}

interface Route {
  group_wait?: string;
  group_interval?: string;
  routes?: Route[];
}

/** A copy of what Alertmanager is provisioned with, with a webhook for all alerts, and faster. The path of its file. */
export function provisionAlertmanager(folder: string, webhookUrl: string): string {
  const copy = path.join(folder, 'alertmanager');
  cpSync(path.join(root, 'provisioning/alertmanager'), copy, { recursive: true });
  const file = path.join(copy, 'alertmanager.yml');
  writeFileSync(file, renderAlertmanager({ ALERT_WEBHOOK_URL: webhookUrl }, readFileSync(file, 'utf8')));
  const faster = (route: Route) => {
    if (route.group_wait) route.group_wait = shorter(route.group_wait, WAITS);
    if (route.group_interval) route.group_interval = shorter(route.group_interval, WAITS);
    route.routes?.forEach(faster);
  };
  edit(file, (config) => faster((config as { route: Route }).route));
  return file;
}

function edit(file: string, change: (content: unknown) => void): void {
  const content: unknown = parse(readFileSync(file, 'utf8'));
  change(content);
  writeFileSync(file, stringify(content, { lineWidth: 0 }));
}
