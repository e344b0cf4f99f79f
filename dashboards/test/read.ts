import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { PROVISIONING, ROOT } from '../src/paths.js';

const sourceSchema = z.object({ type: z.string(), uid: z.string() });
export type Source = z.infer<typeof sourceSchema>;

const targetSchema = z.looseObject({
  refId: z.string(),
  datasource: sourceSchema,
  expr: z.string().optional(),
  query: z.string().optional(),
  legendFormat: z.string().optional(),
  format: z.string().optional(),
  instant: z.boolean().optional(),
});
export type Target = z.infer<typeof targetSchema>;

const linkSchema = z.looseObject({ title: z.string().min(1), url: z.string() });
const overrideSchema = z.object({
  matcher: z.object({ id: z.string(), options: z.unknown() }),
  properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
});

const panelSchema = z.looseObject({
  id: z.int().positive(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().default(''),
  datasource: sourceSchema.optional(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int().positive(), h: z.int().positive() }),
  targets: z.array(targetSchema).default([]),
  links: z.array(linkSchema).default([]),
  options: z.record(z.string(), z.unknown()).optional(),
  transformations: z.array(z.object({ id: z.string(), options: z.unknown() })).optional(),
  fieldConfig: z
    .object({
      defaults: z.looseObject({
        unit: z.string().optional(),
        noValue: z.string().optional(),
        color: z.looseObject({ mode: z.string() }).optional(),
        mappings: z.array(z.unknown()).optional(),
        links: z.array(linkSchema).default([]),
      }),
      overrides: z.array(overrideSchema),
    })
    .optional(),
});
export type Panel = z.infer<typeof panelSchema>;

const variableSchema = z.looseObject({
  name: z.string(),
  type: z.string(),
  /** A variable that lists data sources asks none. */
  datasource: sourceSchema.optional(),
  query: z.union([z.object({ query: z.string() }).loose(), z.string().transform((query) => ({ query }))]),
});

export const dashboardSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.literal(42),
  panels: z.array(panelSchema),
  templating: z.object({ list: z.array(variableSchema) }),
  annotations: z.object({ list: z.array(z.looseObject({ datasource: sourceSchema, target: targetSchema })) }),
});
export type Dashboard = z.infer<typeof dashboardSchema>;

const folder = path.join(PROVISIONING, 'dashboards');

/** The dashboards as Grafana reads them. */
export const dashboards: readonly Dashboard[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => dashboardSchema.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))));

/** The panels of a dashboard, without the rows that head its sections. */
export const panelsOf = ({ panels }: Dashboard): Panel[] => panels.filter(({ type }) => type !== 'row');

/** Every panel with the name of its dashboard in front, for names of tests. */
export const allPanels: readonly (readonly [string, Panel])[] = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard).map((panel) => [`${dashboard.title}: ${panel.title}`, panel] as const)
);

/** PromQL with values in place of Grafana's variables. */
export function withoutVariables(expression: string): string {
  return expression
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', '1h')
    .replaceAll('$__interval', '15s')
    .replaceAll(/\$\{?\w+\}?/g, '.*');
}

/** Every PromQL expression of the dashboards: of panels and of variables. */
export const promql: readonly string[] = [
  ...allPanels.flatMap(([, { targets }]) => targets.flatMap(({ expr }) => expr ?? [])),
  ...dashboards.flatMap(({ templating }) =>
    templating.list
      .filter(({ type }) => type === 'query')
      .map(({ query }) => /^(?:label_values\((.*), *\w+|query_result\((.*))\)$/.exec(query.query))
      .flatMap((match) => match?.[1] ?? match?.[2] ?? [])
  ),
].map(withoutVariables);

/** A YAML file of provisioning/grafana. */
export const readYaml = (name: string): unknown => parse(readFileSync(path.join(PROVISIONING, name), 'utf8'));

/** A YAML file of the repository. */
export const readRepositoryYaml = (name: string): unknown => parse(readRepository(name));

/** A file of the repository. */
export const readRepository = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

/** `it`, or `it.skip` with the reason in its name where a program is missing. */
export function itWith(program: string, debianPackage: string): (name: string, test: () => void) => void {
  const missing = spawnSync(program, ['--version']).error !== undefined;
  return (name, test) =>
    missing ? it.skip(`${name} (needs ${program}: apt install ${debianPackage})`, test) : it(name, test);
}
