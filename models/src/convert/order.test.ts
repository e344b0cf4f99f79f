import { MalformedModelError, MissingNodeError } from './errors.js';
import { topologicalOrder } from './order.js';
import { parseTfjsModel } from './tfjs.js';

function orderOf(inputs: Readonly<Record<string, readonly string[]>>, output: string): string[] {
  const node = Object.entries(inputs).map(([name, input]) => ({ name, op: 'Relu', input }));
  const signature = { outputs: { result: { name: output } } };
  return topologicalOrder(parseTfjsModel({ modelTopology: { node }, weightsManifest: [], signature })).map(
    ({ name }) => name
  );
}

test('each node comes after its inputs, and once', () => {
  const order = orderOf({ d: ['b', 'c'], c: ['a', 'b:1'], b: ['a'], a: [] }, 'd');
  expect([...order].sort()).toEqual(['a', 'b', 'c', 'd']);
  const edges = [
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'c'],
    ['b', 'd'],
    ['c', 'd'],
  ] as const;
  for (const [before, after] of edges) expect(order.indexOf(before)).toBeLessThan(order.indexOf(after));
});

test('what no output needs is left out', () => {
  expect(orderOf({ a: [], b: ['a'], unused: ['a'] }, 'b')).toEqual(['a', 'b']);
});

test('a graph deeper than the call stack', () => {
  const chain = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`n${i}`, i ? [`n${i - 1}`] : []]));
  expect(orderOf(chain, 'n49999')).toHaveLength(50_000);
});

test('a missing node is named, and who needs it', () => {
  expect(() => orderOf({ a: ['lost'] }, 'a')).toThrow(new MissingNodeError('lost', 'node `a`'));
  expect(() => orderOf({ a: [] }, 'lost')).toThrow(new MissingNodeError('lost', 'output `result`'));
});

test('a cycle is an error', () => {
  expect(() => orderOf({ a: ['b'], b: ['a'] }, 'a')).toThrow(MalformedModelError);
  expect(() => orderOf({ a: ['a'] }, 'a')).toThrow('node `a` depends on itself');
});
