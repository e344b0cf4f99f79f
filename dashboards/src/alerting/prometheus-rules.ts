import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../paths.js';

const alertSchema = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  keep_firing_for: z.string().optional(),
  labels: z.record(z.string(), z.string()),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
});

/** An alert rule of Prometheus. */
export type PrometheusAlert = z.infer<typeof alertSchema>;

const fileSchema = z.object({
  groups: z.array(
    z.object({ name: z.string(), rules: z.array(z.union([alertSchema, z.object({ record: z.string() })])) })
  ),
});

const RULES = path.join(ROOT, 'provisioning/prometheus/rules');

function files() {
  return readdirSync(RULES)
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => fileSchema.parse(parse(readFileSync(path.join(RULES, name), 'utf8'))));
}

/** The alert rules that Prometheus is provisioned with, by group, in the order of the files. */
export function prometheusAlerts(): ReadonlyMap<string, PrometheusAlert[]> {
  const groups = files().flatMap(({ groups }) => groups);
  return new Map(
    groups
      .map(({ name, rules }) => [name, rules.filter((rule) => 'alert' in rule)] as const)
      .filter(([, alerts]) => alerts.length > 0)
  );
}

/** The names of the series that Prometheus' recording rules make. */
export function recordedMetrics(): string[] {
  return files().flatMap(({ groups }) =>
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])))
  );
}
