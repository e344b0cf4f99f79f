import { dateTime, LoadingState } from '@grafana/data';
import { fakeDataSource } from '../testing/fakeRunner';
import { T0 } from '../testing/fixtures';
import { bucket, collect, history, request, table, twoStreams } from '../testing/queries';
import { StreamQuery } from '../types';

describe('a query for the history of detections', () => {
  it('is one frame with names and units, without the way to live video', async () => {
    const answers = { '/streams/lobby/detections': history(bucket(-3000, 30, 2), bucket(-2000, 15, 0)) };
    const { datasource, requests, sockets } = fakeDataSource(answers);
    const responses = collect(datasource.query(request({ queryType: 'history', stream: 'lobby' })));
    expect(responses.complete).toBe(true);
    expect(responses.last).toMatchObject({ key: 'A/lobby', state: LoadingState.Done });
    expect(table(responses.frame)).toEqual({
      Time: [T0 - 3000, T0 - 2000],
      person: [2, 0],
      Objects: [2, 0],
      'Inferred FPS': [30, 15],
      'Inference time': [20, 20],
      Latency: [30, 30],
      Confidence: [0.5, null],
    });
    expect(responses.frame.fields.map(({ config }) => config.unit)).toEqual([
      undefined,
      'short',
      'short',
      'fps',
      'ms',
      'ms',
      'percentunit',
    ]);
    // It is of the past, wherever the range ends, and has no live video.
    expect(responses.frame.meta?.custom).toBeUndefined();
    expect(requests[0]?.params).toEqual({ from: T0 - 60_000, to: T0, step: 1000 });
    expect(sockets).toHaveLength(0);
  });

  it('shows a hole where nothing was inferred', () => {
    const answers = { '/streams/lobby/detections': history(bucket(-9000, 30, 1), bucket(-3000, 30, 1)) };
    const { datasource } = fakeDataSource(answers);
    const responses = collect(datasource.query(request({ queryType: 'history', stream: 'lobby' })));
    expect(table(responses.frame)).toMatchObject({
      Time: [T0 - 9000, T0 - 8000, T0 - 3000],
      Objects: [1, null, 1],
    });
  });

  it('asks for no more points than the panel has room for, on whole steps', () => {
    const { datasource, requests } = fakeDataSource({ '/streams/lobby/detections': history() });
    const long = request({ queryType: 'history', stream: 'lobby' });
    long.range.from = dateTime(T0 - 3_600_000);
    collect(datasource.query({ ...long, intervalMs: 5_500, maxDataPoints: 500 }));
    expect(requests[0]?.params).toEqual({ from: Math.floor((T0 - 3_600_000) / 8000) * 8000, to: T0, step: 8000 });
  });

  it('counts only the classes and returns only the series that are asked for', () => {
    const buckets = bucket(-2000, 10, 1);
    buckets.classes.dog = { detections: 30, most: 3, confidence: 0.9 };
    const { datasource } = fakeDataSource({ '/streams/lobby/detections': history(buckets) });
    const run = (query: Partial<StreamQuery>) =>
      table(collect(datasource.query(request({ queryType: 'history', stream: 'lobby', ...query }))).frame);
    expect(run({})).toMatchObject({ dog: [3], person: [1], Objects: [4], Confidence: [0.8] });
    expect(run({ series: ['objects', 'classes'], classes: ['dog', 'cat'] })).toEqual({
      Time: [T0 - 2000],
      dog: [3],
      cat: [0],
      Objects: [3],
    });
  });

  it('leaves out a bucket that cannot be read, and says so', () => {
    const answers = {
      '/streams/lobby/detections': history({ ...bucket(-3000, 1, 1), frames: -1 }, bucket(-2000, 9, 1)),
    };
    const { datasource } = fakeDataSource(answers);
    const { frame } = collect(datasource.query(request({ queryType: 'history', stream: 'lobby' })));
    expect(table(frame)).toMatchObject({ Time: [T0 - 2000], Objects: [1] });
    expect(frame.meta?.notices?.[0]?.text).toMatch(/Left out.*bucket 0 at frames/);
  });

  it('says which stream is unknown', () => {
    const { datasource } = fakeDataSource();
    const responses = collect(datasource.query(request({ queryType: 'history', stream: 'attic' })));
    expect(responses.last.errors?.[0]?.message).toContain('no stream "attic"');
  });

  it('says which streams there are instead', () => {
    const { datasource } = fakeDataSource({ '/streams': twoStreams });
    const responses = collect(datasource.query(request({ queryType: 'history', stream: 'attic' })));
    expect(responses.last.errors?.[0]?.message).toContain('no stream "attic". It has lobby, yard.');
  });
});
