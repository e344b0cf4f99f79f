import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { ruleFiles } from './alerting/index.js';
import { counting } from './boards/counting.js';
import { fleet } from './boards/fleet.js';
import { gpuHost } from './boards/gpu-host/index.js';
import { live } from './boards/live/index.js';
import { modelHealth } from './boards/model-health/index.js';
import { pipeline } from './boards/pipeline/index.js';

/** All dashboards, in the order of the menu. */
export const dashboards = (): Dashboard[] => [live(), fleet(), counting(), modelHealth(), gpuHost(), pipeline()];

/** Every generated file: its path below `provisioning/grafana` and its text. The same code always gives the same text. */
export function generate(): ReadonlyMap<string, string> {
  const boards = dashboards();
  const files = new Map<string, string>();
  for (const dashboard of boards) {
    if (dashboard.uid === undefined) throw new Error(`dashboard "${dashboard.title ?? ''}" has no uid: give it one`);
    files.set(`dashboards/${dashboard.uid}.json`, `${JSON.stringify(dashboard, null, 2)}\n`);
  }
  for (const [name, text] of ruleFiles(boards)) files.set(`alerting/${name}`, text);
  return files;
}
