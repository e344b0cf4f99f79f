/** The two texts of an alert. */
export interface Texts {
  summary: string;
  description: string;
}

/**
 * Texts that can be written with and without data. Grafana writes a rule's texts at each evaluation, also when a query
 * gives nothing: then there are no values, which its functions refuse, and no labels of series. `letter` is that of a
 * query or expression which has a value for each series.
 */
export function withOrWithoutData(letter: string, texts: Texts, otherwise: Texts): Texts {
  const either = (some: string, none: string) => `{{ if $values.${letter} }}${some}{{ else }}${none}{{ end }}`;
  return {
    summary: either(texts.summary, otherwise.summary),
    description: either(texts.description, otherwise.description),
  };
}
