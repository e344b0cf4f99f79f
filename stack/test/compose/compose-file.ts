import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../tools.js';

export interface Limits {
  cpus?: string;
  memory?: string;
  pids?: number;
}

export interface Service {
  image: string;
  build?: { context: string; dockerfile: string; target?: string };
  profiles?: string[];
  restart?: string;
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  privileged?: boolean;
  logging?: object;
  command?: string[];
  entrypoint?: string[];
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
  environment?: Record<string, string>;
  env_file?: (string | { path: string; required: boolean })[];
  healthcheck?: { test?: string | string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string; required?: boolean }>;
  deploy?: { resources: { limits: Limits } };
}

export interface ComposeFile {
  name: string;
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
}

export const composeText = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8');

/** `NAME` → its default, of every `${NAME:-default}` in a text. */
export function variablesIn(text: string): Map<string, string> {
  const found = text.matchAll(/(?<!\$)\$\{([A-Z0-9_]+)(?::-([^}]*))?\}/g);
  return new Map([...found].map(([, name = '', fallback = '']) => [name, fallback]));
}

/** Fills in variables as compose does; an empty one counts as not set. */
export function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text
    .replace(/(?<!\$)\$\{([A-Z0-9_]+)(?::-([^}]*))?\}/g, (_, name: string, fallback = '') =>
      (env[name] ?? '') === '' ? String(fallback) : String(env[name])
    )
    .replaceAll('$$', '$');
}

/** docker-compose.yml as compose sees it with these settings. */
export function composeFile(env: Readonly<Record<string, string>> = {}): ComposeFile {
  return parse(interpolate(composeText, env), { merge: true }) as ComposeFile;
}

/** The services that start with these profiles. */
export function servicesOf(file: ComposeFile, profiles: readonly string[]): [string, Service][] {
  return Object.entries(file.services).filter(
    ([, service]) => !service.profiles || service.profiles.some((profile) => profiles.includes(profile))
  );
}
