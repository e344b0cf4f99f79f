import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export const root = path.join(__dirname, '../..');
export const prometheusFolder = path.join(root, 'provisioning/prometheus');

/** Where a program is missing, tests that need it are skipped, and say which package has it. */
export function missing(program: string, debianPackage: string): string | null {
  return spawnSync(program, ['--version']).error ? `needs ${program}: apt install ${debianPackage}` : null;
}

/** `it`, or `it.skip` with the reason in its name. */
export function itUnless(reason: string | null): (name: string, test: jest.ProvidesCallback) => void {
  return (name, test) => (reason === null ? it(name, test) : it.skip(`${name} (${reason})`, test));
}

/** Runs a program; its exit code and everything that it printed. */
export function run(program: string, args: string[], cwd = root): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export const filesIn = (folder: string, extension: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .map((name) => path.join(folder, name));

export const readYaml = (file: string): unknown => parse(readFileSync(file, 'utf8'));

/** Every rule that Prometheus is provisioned with. */
export const rules: readonly Rule[] = filesIn(path.join(prometheusFolder, 'rules'), '.yml').flatMap((file) =>
  (readYaml(file) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules)
);

export const alertNames: readonly string[] = [...new Set(rules.flatMap(({ alert }) => alert ?? []))].sort();

/** `StreamStalled` → `stream-stalled`. */
export const kebab = (name: string): string => name.replace(/(?<!^)(?=[A-Z])/g, '-').toLowerCase();
