/** The test ids of everything that unit tests and browser tests look for. */
export const testIds = {
  configEditor: {
    url: 'framewatch-config-url',
    token: 'framewatch-config-token',
  },
  queryEditor: {
    queryType: 'framewatch-query-type',
    stream: 'framewatch-query-stream',
    classes: 'framewatch-query-classes',
    series: 'framewatch-query-series',
    zones: 'framewatch-query-zones',
    lines: 'framewatch-query-lines',
    figures: 'framewatch-query-figures',
    types: 'framewatch-query-types',
    severities: 'framewatch-query-severities',
  },
  variableEditor: {
    queryType: 'framewatch-variable-type',
    stream: 'framewatch-variable-stream',
  },
} as const;
