/** The runner that the tests use, as the Grafana server reaches it. It has at least one stream. */
export const runner = {
  url: process.env.RUNNER_URL ?? 'http://localhost:8787',
  token: process.env.FRAMEWATCH_TOKEN ?? '',
};

export const DATA_SOURCE_TYPE = 'framewatch-stream-datasource';
