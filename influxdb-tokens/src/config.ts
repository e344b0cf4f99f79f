import { readFileSync } from 'node:fs';
import { codeOf, ConfigError } from './errors.js';

/** Where the tokens are kept. */
export type Output =
  /** Files in this folder. */
  | { kind: 'folder'; folder: string }
  /** Keys of this secret of Kubernetes, in the namespace of the pod. */
  | { kind: 'secret'; secret: string };

export interface Config {
  /** Address of InfluxDB, without credentials. */
  url: URL;
  org: string;
  bucket: string;
  /** Where the administrator's token was read from, for messages. */
  adminTokenFile: string;
  adminToken: string;
  output: Output;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type ReadText = (path: string) => string;

/** Variables that have to be set; docs/containers.md describes them. */
const REQUIRED = ['INFLUX_URL', 'INFLUX_ORG', 'INFLUX_BUCKET', 'INFLUX_TOKEN_FILE'] as const;

/** Reads the configuration from the environment. Throws a ConfigError. */
export function loadConfig(env: Environment, readText: ReadText = (path) => readFileSync(path, 'utf8')): Config {
  const valueOf = (name: string): string => env[name]?.trim() ?? '';
  const problems = REQUIRED.filter((name) => valueOf(name) === '').map((name) => `${name} is missing`);
  const adminTokenFile = valueOf('INFLUX_TOKEN_FILE');
  const adminToken = adminTokenFile === '' ? '' : readToken(adminTokenFile, readText, problems);
  const url = valueOf('INFLUX_URL') === '' ? null : parseUrl(valueOf('INFLUX_URL'), problems);
  const output = outputOf(valueOf('OUTPUT_FOLDER'), valueOf('OUTPUT_SECRET'), problems);
  if (problems.length > 0 || !url || !output) throw new ConfigError(problems);
  return { url, org: valueOf('INFLUX_ORG'), bucket: valueOf('INFLUX_BUCKET'), adminTokenFile, adminToken, output };
}

function readToken(file: string, readText: ReadText, problems: string[]): string {
  let token = '';
  try {
    token = readText(file).trim();
  } catch (error) {
    problems.push(`INFLUX_TOKEN_FILE: ${file} cannot be read (${codeOf(error)})`);
    return '';
  }
  if (token === '') problems.push(`INFLUX_TOKEN_FILE: ${file} is empty: npm run stack:init makes its content`);
  else if (!/^[\x21-\x7e]+$/.test(token)) {
    problems.push(`INFLUX_TOKEN_FILE: ${file} has to hold one token, one line without spaces`);
  }
  return token;
}

function parseUrl(text: string, problems: string[]): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  problems.push('INFLUX_URL has to be like http://influxdb:8086, without user and password');
  return null;
}

function outputOf(folder: string, secret: string, problems: string[]): Output | null {
  if ((folder === '') === (secret === '')) {
    problems.push('set either OUTPUT_FOLDER, for files, or OUTPUT_SECRET, for a secret of Kubernetes');
    return null;
  }
  return folder === '' ? { kind: 'secret', secret } : { kind: 'folder', folder };
}
