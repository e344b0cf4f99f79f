import { parser } from '@prometheus-io/lezer-promql';

/** A selector of an expression: a name, or a matcher of `__name__`. */
export type MetricSelector = { readonly name: string } | { readonly pattern: RegExp };

/** An expression is not valid PromQL. */
export class PromqlError extends Error {
  override readonly name = 'PromqlError';
}

/** Returns all metrics that a PromQL expression selects, in order. Throws a PromqlError when it is not PromQL. */
export function metricsIn(expression: string): MetricSelector[] {
  const found: MetricSelector[] = [];
  const text = (node: { from: number; to: number }) => expression.slice(node.from, node.to);
  parser.parse(expression).iterate({
    enter: (node) => {
      if (node.type.isError) throw new PromqlError(`not PromQL at character ${node.from}: ${expression}`);
      if (node.name !== 'VectorSelector') return;
      const identifier = node.node.getChild('Identifier');
      if (identifier) found.push({ name: text(identifier) });
      else
        for (const matcher of node.node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []) {
          const [, label, operator, value = ''] = /^(\w+)\s*(=~|=)\s*["'`](.*)["'`]$/.exec(text(matcher)) ?? [];
          if (label === '__name__')
            found.push(operator === '=' ? { name: value } : { pattern: RegExp(`^(?:${value})$`) });
        }
    },
  });
  return found;
}
