import { exportedBy, exportedNames, isExported, metricsIn, metricsOnPage, PromqlError } from './index.js';

describe('the metrics that an expression asks for', () => {
  it.each([
    ['up', ['up']],
    ['sum by (up) (rate(foo_total{job="bar"}[5m] offset 1h)) / a:b:c > bool 0', ['foo_total', 'a:b:c']],
    ['absent(up{job="x"}) or on (time) time() - foo', ['up', 'foo']],
    ['avg_over_time(foo[1d:5m])', ['foo']],
    ['{__name__="foo", a="b"}', ['foo']],
  ])('%s', (expression, names) => {
    expect(metricsIn(expression)).toEqual(names.map((name) => ({ name })));
  });

  it('can be a pattern, which a name has to fit as a whole', () => {
    const [selector] = metricsIn('max({__name__=~"foo_(a|b)"})');
    expect(isExported(selector!, new Set(['foo_b']))).toBe(true);
    expect(isExported(selector!, new Set(['foo_bb']))).toBe(false);
  });

  it('are none in what is no PromQL', () => {
    expect(() => metricsIn('sum(foo')).toThrow(PromqlError);
    expect(() => metricsIn('foo bar')).toThrow('not PromQL at character 4: foo bar');
  });
});

describe('the metrics that are exported', () => {
  it('are those that a page declares, histograms by their series', () => {
    const page = '# TYPE a_seconds histogram\na_seconds_bucket{le="1"} 1\n# TYPE b gauge\nb 1\n# TYPE c summary\n';
    expect([...metricsOnPage(page)]).toEqual([
      'a_seconds_bucket',
      'a_seconds_sum',
      'a_seconds_count',
      'b',
      'c',
      'c_sum',
      'c_count',
    ]);
  });

  it('are listed for the programs around, too', () => {
    expect(exportedBy('node')).toContain('node_cpu_seconds_total');
    expect(exportedNames(['# TYPE b gauge\n'])).toEqual(new Set(['b', ...exportedNames([])]));
  });
});
