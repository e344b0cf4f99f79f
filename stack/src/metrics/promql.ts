import { parser } from '@prometheus-io/lezer-promql';

/** What an expression asks for: a name, or every name that a matcher of `__name__` fits. */
export type MetricSelector = { readonly name: string } | { readonly pattern: RegExp };

/** An expression that Prometheus would not read. */
export class PromqlError extends Error {
  override readonly name = 'PromqlError';
}

/** All metrics that a PromQL expression selects, in order. Throws a PromqlError for what is none. */
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
