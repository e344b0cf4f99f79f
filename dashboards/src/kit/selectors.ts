/** Windows of `rate()`: short for graphs, which Grafana fits to their resolution. */
export const WINDOW = '$__rate_interval';

/** Series of the runners and streams that the dashboard's variables choose. */
export const STREAM = 'runner=~"$runner",stream=~"$stream"';
/** Of the chosen models, too: for metrics with the label `model`. */
export const MODEL = `${STREAM},model=~"$model"`;
export const RUNNER = 'runner=~"$runner"';

/** `rate(metric{selector}[window])` */
export function rate(metric: string, selector: string, window: string = WINDOW): string {
  return `rate(${metric}{${selector}}[${window}])`;
}

/** `sum by (labels) (rate(metric{selector}[window]))` */
export function rateBy(labels: string, metric: string, selector: string, window: string = WINDOW): string {
  return `sum by (${labels}) (${rate(metric, selector, window)})`;
}

/** The quantile (0 to 1) of a histogram by labels. */
export function quantile(q: number, labels: string, metric: string, selector: string, window: string = WINDOW): string {
  return `histogram_quantile(${q}, ${rateBy(`le, ${labels}`, `${metric}_bucket`, selector, window)})`;
}

/** Mean of a histogram's observations by labels. */
export function meanBy(labels: string, metric: string, selector: string, window: string = WINDOW): string {
  const part = (suffix: string) => rateBy(labels, `${metric}_${suffix}`, selector, window);
  return `${part('sum')} / ${part('count')}`;
}
