import { MalformedModelError, MissingNodeError } from './errors.js';
import { nodeOf, type GraphNode, type TfjsModel } from './tfjs.js';

/**
 * The nodes that the model's outputs need, each after its inputs.
 * @throws MissingNodeError for a node that is not there, MalformedModelError for a cycle
 */
export function topologicalOrder(model: TfjsModel): GraphNode[] {
  const order: GraphNode[] = [];
  const state = new Map<string, 'open' | 'done'>();
  // A stack of its own, not recursion: graphs are deeper than the call stack may be.
  const stack = model.outputs.map((output) => ({ name: nodeOf(output.tensor), usedBy: `output \`${output.name}\`` }));
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const { name, usedBy } = top;
    const node = model.nodes.get(name);
    if (!node) throw new MissingNodeError(name, usedBy);
    const missing = node.inputs.map(nodeOf).filter((input) => state.get(input) !== 'done');
    if (state.get(name) === 'done' || missing.length === 0) {
      if (state.get(name) !== 'done') order.push(node);
      state.set(name, 'done');
      stack.pop();
      continue;
    }
    if (state.get(name) === 'open') throw new MalformedModelError(`node \`${name}\``, 'depends on itself');
    state.set(name, 'open');
    stack.push(...missing.map((input) => ({ name: input, usedBy: `node \`${name}\`` })));
  }
  return order;
}
