import { convert } from '../convert/index.js';
import type { Operators } from '../convert/ops/operator.js';
import { tfjsModel, type Graph } from './graphs.js';
import { runOnnx, runTfjs, type Feed } from './run.js';

/** A graph that exercises one or more operators. */
export interface OperatorCase {
  readonly title: string;
  readonly graph: Graph;
  /** What goes into the graph's inputs; a shape alone is filled with a pattern of fractions. */
  readonly feeds?: Readonly<Record<string, Feed>>;
}

/** Tests that each case gives in ONNX Runtime what it gives in TFJS, and that no operator is without a case. */
export function describeOperators(operators: Operators, cases: readonly OperatorCase[]): void {
  jest.setTimeout(60_000);
  test.each(cases)('$title', async ({ graph, feeds = {} }) => {
    const { json, weights } = tfjsModel(graph);
    const converted = convert(json, weights);
    const names = converted.outputs.map(({ name }) => name);
    const actual = await runOnnx(converted.bytes, feeds);
    const expected = await runTfjs(json, weights, feeds, graph.outputs ?? names);
    for (const [i, name] of names.entries()) {
      expect(actual[name]?.shape).toEqual(expected[i]?.shape);
      expectClose(actual[name]?.values ?? [], expected[i]?.values ?? []);
      expectDeclaredShape(converted.outputs[i]?.shape ?? [], expected[i]?.shape ?? []);
    }
  });

  test('every operator of the group has a case', () => {
    const covered = new Set(cases.flatMap(({ graph }) => Object.values(graph.nodes ?? {}).map(({ op }) => op)));
    expect(Object.keys(operators).filter((op) => !covered.has(op))).toEqual([]);
  });
}

/** A tensor of float32 with content that has no symmetries: fractions between −2 and 2. */
export function floats(...shape: number[]): Feed & { dtype: 'float32' } {
  const count = shape.reduce((product, dim) => product * dim, 1);
  return { dtype: 'float32', shape, values: Array.from({ length: count }, (_, i) => ((i * 37) % 101) / 25 - 2) };
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - (actual[i] ?? NaN))), 0);
  expect(worst).toBeLessThanOrEqual(1e-5);
}

/** What the converter said about the shape has to be true, and as exact as the graph allows. */
function expectDeclaredShape(declared: readonly (number | string | null)[], actual: readonly number[]): void {
  expect(declared).toHaveLength(actual.length);
  for (const [i, dim] of declared.entries()) if (typeof dim === 'number') expect(dim).toBe(actual[i]);
}
