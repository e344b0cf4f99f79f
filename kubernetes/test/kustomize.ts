import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../src/paths.js';

/** One object of Kubernetes, as kustomize prints it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: unknown;
  data?: Record<string, string>;
}

/** The first of these that runs; kubectl brings a kustomize of its own. */
const PROGRAMS = [
  { name: 'kustomize', probe: ['version'], build: ['build'] },
  { name: 'kubectl', probe: ['kustomize', '--help'], build: ['kustomize'] },
];
const PROGRAM = PROGRAMS.find(({ name, probe }) => spawnSync(name, probe).status === 0);

/** Why overlays cannot be built here; null where they can. */
export const MISSING = PROGRAM
  ? null
  : 'neither kustomize nor kubectl is installed: go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.0';

/** `describe`, or `describe.skip` with the reason in its name. */
export function describeBuilt(name: string, tests: () => void): void {
  if (MISSING === null) describe(name, tests);
  else describe.skip(`${name} (${MISSING})`, tests);
}

const built = new Map<string, Manifest[]>();

/** Everything that a folder below `kubernetes/` stands for. */
export function build(folder: string): Manifest[] {
  const manifests = built.get(folder) ?? run(folder);
  built.set(folder, manifests);
  return manifests;
}

function run(folder: string): Manifest[] {
  if (!PROGRAM) throw new Error(MISSING ?? '');
  const path = join(ROOT, 'kubernetes', folder);
  const { status, stdout, stderr } = spawnSync(PROGRAM.name, [...PROGRAM.build, path], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${PROGRAM.name} cannot build ${folder}: ${stderr}`);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
}
