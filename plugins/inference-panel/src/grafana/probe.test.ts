import type { DataSourceSrv } from '@grafana/runtime';
import { createProbe } from './probe';

const endpoint = { datasourceUid: 'cams', stream: 'lobby' };

/** Grafana's data sources, of which there is one, with these members. */
function sourcesWith(members: object, uid = 'cams') {
  const get = jest.fn(async (ref: { uid: string }) => {
    if (ref.uid !== uid) {
      throw new Error(`Datasource ${ref.uid} was not found`);
    }
    return members;
  });
  return { get } as unknown as Pick<DataSourceSrv, 'get'>;
}

it('asks the data source of the query about the stream', async () => {
  const checkStream = jest.fn(async () => ({ ok: true }));
  expect(await createProbe(sourcesWith({ checkStream }), endpoint)()).toEqual({ ok: true });
  expect(checkStream).toHaveBeenCalledWith('lobby');
});

it('passes on what stands in the way', async () => {
  const answer = { ok: false, obstacle: 'no-stream', message: 'The runner has no stream "lobby". It has yard.' };
  expect(await createProbe(sourcesWith({ checkStream: async () => answer }), endpoint)()).toEqual(answer);
});

it.each<[string, object, string, string]>([
  ['is gone', sourcesWith({}, 'other'), 'grafana', 'no such data source'],
  ['knows no such question', sourcesWith({}), 'answer', 'different versions'],
  ['answers something else', sourcesWith({ checkStream: async () => 'fine' }), 'answer', 'different versions'],
])('says what to do when the data source %s', async (_, sources, obstacle, message) => {
  const check = await createProbe(sources as Pick<DataSourceSrv, 'get'>, endpoint)();
  expect(check).toEqual({ ok: false, obstacle, message: expect.stringContaining(message) });
});
