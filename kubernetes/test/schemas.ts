import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../src/paths.js';
import type { Manifest } from './kustomize.js';

const FOLDER = join(ROOT, 'kubernetes', 'test');
const load = createRequire(join(FOLDER, 'schemas.ts'));

/** Packages of the kinds that Kubernetes itself does not have. */
const PACKAGES: Record<string, string> = {
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'keda.sh': '@kubernetes-models/keda',
};

interface Model {
  validate(): void;
}
type ModelClass = new (manifest: Manifest) => Model;

function moduleOf({ apiVersion, kind }: Manifest): string {
  const group = apiVersion.split('/')[0] ?? '';
  return `${PACKAGES[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

/** What the kind's OpenAPI schema finds wrong: required keys, types, formats. Throws for a kind that nobody knows. */
export function schemaErrors(manifest: Manifest): string[] {
  const { [manifest.kind]: Kind } = load(moduleOf(manifest)) as Record<string, ModelClass>;
  if (!Kind) throw new Error(`${manifest.apiVersion} has no kind ${manifest.kind}`);
  try {
    new Kind(manifest).validate();
    return [];
  } catch (error) {
    return [`${manifest.kind} ${manifest.metadata.name}: ${String(error)}`];
  }
}

/** The operator has it since 0.66; the package's types are older, and newer ones need Node 22. */
const known = (key: string, value: unknown): unknown => (key === 'keep_firing_for' ? undefined : value);

/**
 * What the compiler finds wrong when the manifests are literals of the kinds' types: keys that do not exist, which the
 * schemas let pass and a cluster drops or refuses.
 */
export function typeErrors(manifests: readonly Manifest[]): string[] {
  const path = join(FOLDER, 'manifests.generated.ts');
  const lines = manifests.map((manifest, index) => {
    // Long texts have no structure to check.
    const { data, ...rest } = manifest;
    const literal = { ...rest, ...(data && { data: Object.fromEntries(Object.keys(data).map((key) => [key, ''])) }) };
    const type = `import('${moduleOf(manifest)}').I${manifest.kind}`;
    return `export const manifest${index}: ${type} = ${JSON.stringify(literal, known)};`;
  });
  const text = lines.join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const readSource = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...more) =>
    name === path ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : readSource(name, ...more);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (name) => name === path || fileExists(name);
  const program = ts.createProgram([path], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start = 0, file }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    const manifest = manifests[line];
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    return `${manifest?.kind ?? ''} ${manifest?.metadata.name ?? ''}: ${message}`;
  });
}
