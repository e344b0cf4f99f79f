import { ConfigError, loadConfig } from '../../src/config/index.js';

/** Loads `/etc/framewatch/runner.yaml` with this text, in the folder /srv. */
export function load(yaml: string | null, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const all: Record<string, string> = yaml === null ? files : { ...files, '/etc/framewatch/runner.yaml': yaml };
  const readText = (path: string) => {
    const text = all[path];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  };
  const path = yaml === null ? undefined : '/etc/framewatch/runner.yaml';
  return loadConfig({ path, env, cwd: '/srv', readText });
}

/** What is wrong with it, a line each. */
export function problemsOf(...args: Parameters<typeof load>): string[] {
  try {
    load(...args);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

/** No more than is required. */
export const MINIMAL = `
models:
  - name: pose
    path: pose.onnx
streams:
  - id: lobby
    url: rtsp://10.0.0.8/stream
`;
