/** Of a CPU profile as V8's inspector gives it: only what is read here. */
export interface CpuProfile {
  nodes: readonly ProfileNode[];
  /** The node that was on top of the stack, for each sample. */
  samples?: readonly number[];
  /** Microseconds before each sample since the one before. */
  timeDeltas?: readonly number[];
}

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: readonly number[];
}

/** What a thread of the runner does in JavaScript, by the room of the code that does it. */
export const WORK = [
  'source',
  'input',
  'transfer',
  'sessionRun',
  'outputs',
  'results',
  'relay',
  'serve',
  'telemetry',
  'garbage',
  'node',
] as const;
export type Work = (typeof WORK)[number];
/** The part of a thread's busy time that each kind of work took; together 1. */
export type Shares = Readonly<Record<Work, number>>;

/** The first that matches counts. */
const PLACES: readonly (readonly [pattern: RegExp, work: Work])[] = [
  [/node_modules\/onnxruntime-(node|common)\//, 'sessionRun'],
  [/node_modules\/node-av\//, 'source'],
  [/node_modules\/(ws|fastify|undici|@influxdata)\//, 'serve'],
  [/inference-runner\/dist\/(source|h264|frame)\//, 'source'],
  [/inference-runner\/dist\/(picture|model\/input)\//, 'input'],
  [/inference-runner\/dist\/model\/(output|families)\//, 'outputs'],
  [/inference-runner\/dist\/model\//, 'transfer'],
  [/inference-runner\/dist\/(pipeline|analysis|history)\//, 'results'],
  [/inference-runner\/dist\/relay\//, 'relay'],
  [/inference-runner\/dist\/(viewer|sink)\//, 'serve'],
  [/inference-runner\/dist\/telemetry\//, 'telemetry'],
  [/^node:internal\/(worker|per_context\/messageport|structured_clone)/, 'transfer'],
];

/** The profiler's own work, which it counts too. */
const PROFILER = /^node:(internal\/)?inspector/;

/** Null for time in which the thread had nothing to do. `caller`: what native code, which has no file, was called for. */
function workOf({ functionName, url }: ProfileNode['callFrame'], caller: Work | null | undefined): Work | null {
  if (functionName === '(idle)' || PROFILER.test(url)) return null;
  if (functionName === '(garbage collector)') return 'garbage';
  if (url === '' && caller !== undefined) return caller;
  return PLACES.find(([pattern]) => pattern.test(url))?.[1] ?? 'node';
}

/** The work of each node. A node comes before those that it has called. */
function worksOf(nodes: readonly ProfileNode[]): Map<number, Work | null> {
  const works = new Map<number, Work | null>();
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  for (const { id, callFrame } of nodes) {
    const caller = callers.get(id);
    works.set(id, workOf(callFrame, caller === undefined ? undefined : works.get(caller)));
  }
  return works;
}

/** Throws when the thread did nothing at all. */
export function sharesOf({ nodes, samples = [], timeDeltas = [] }: CpuProfile): Shares {
  const works = worksOf(nodes);
  const micros = zeros();
  samples.forEach((node, i) => {
    const work = works.get(node) ?? null;
    if (work !== null) micros[work] += Math.max(0, timeDeltas[i] ?? 0);
  });
  const busy = WORK.reduce((total, work) => total + micros[work], 0);
  if (busy === 0) throw new Error('the profile of a thread has no busy time');
  for (const work of WORK) micros[work] /= busy;
  return micros;
}

function zeros(): Record<Work, number> {
  return Object.fromEntries(WORK.map((work) => [work, 0])) as Record<Work, number>;
}
