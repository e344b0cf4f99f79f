import { setTimeout as sleep } from 'node:timers/promises';
import { detectionHistorySchema } from '@framewatch/protocol';
import { frameResult } from './fakes.js';
import { ask, errorCode, json, TOKEN } from './http.js';
import { LiveClient } from './live-client.js';
import { servedRunner } from './served.js';

// Real sockets on a machine that may be busy: a bound for what hangs, not a measurement.
jest.setTimeout(60_000);

const DETECTIONS = '/viewer/v1/streams/lobby/detections';
const OTHER_TOKEN = 'staple-staple-staple';
/** After three requests, none for the rest of the test. */
const THREE = { requestBurst: 3, requestsPerSecond: 0.001, refusalHoldMs: 10 };

const served = servedRunner();

describe('a client that asks too often', () => {
  it('is told to come back later, whatever it asks for', async () => {
    const { port } = await served.start({}, THREE);
    for (let i = 0; i < 3; i += 1) expect((await ask(port, DETECTIONS)).status).toBe(200);
    for (const path of [DETECTIONS, '/viewer/v1/streams', '/viewer/v1/telemetry', '/nowhere']) {
      const answer = await ask(port, path);
      expect(answer.status).toBe(429);
      expect(answer.headers['retry-after']).toBe('1');
      expect(errorCode(answer)).toBe('too-many-requests');
    }
  });

  it('is not told so at once: who asks again without a pause gets nowhere by it', async () => {
    const { port } = await served.start({}, { ...THREE, refusalHoldMs: 200 });
    for (let i = 0; i < 3; i += 1) await ask(port, DETECTIONS);
    const askedMs = performance.now();
    expect((await ask(port, DETECTIONS)).status).toBe(429);
    expect(performance.now() - askedMs).toBeGreaterThan(190);
  });

  it('does not keep probes, viewers and those with another token out', async () => {
    const { port } = await served.start({ tokens: [TOKEN, OTHER_TOKEN] }, THREE);
    for (let i = 0; i < 4; i += 1) await ask(port, DETECTIONS);
    expect((await ask(port, '/healthz', { headers: {} })).status).toBe(200);
    expect((await ask(port, DETECTIONS, { headers: { authorization: `Bearer ${OTHER_TOKEN}` } })).status).toBe(200);
    const client = await LiveClient.connect(port, '/viewer/v1/streams/lobby/live', {
      authorization: `Bearer ${TOKEN}`,
    });
    client.close();
  });

  it('waits as long with a wrong token, whose words stay the same', async () => {
    const { port } = await served.start({}, { ...THREE, refusalHoldMs: 200 });
    const wrong = { headers: { authorization: 'Bearer wrong' } };
    const first = await ask(port, DETECTIONS, wrong);
    for (let i = 0; i < 2; i += 1) await ask(port, DETECTIONS, wrong);
    const askedMs = performance.now();
    const last = await ask(port, DETECTIONS, wrong);
    expect(performance.now() - askedMs).toBeGreaterThan(190);
    expect([last.status, last.body]).toEqual([401, first.body]);
    expect((await ask(port, DETECTIONS)).status).toBe(200);
  });

  it('cannot get around it by another spelling of its token', async () => {
    const { port } = await served.start({}, THREE);
    for (let i = 0; i < 3; i += 1) await ask(port, DETECTIONS);
    expect((await ask(port, DETECTIONS, { headers: { authorization: `bearer   ${TOKEN}` } })).status).toBe(429);
  });

  it('is answered again once time has passed', async () => {
    const { port } = await served.start({}, { ...THREE, requestsPerSecond: 20 });
    const statuses: number[] = [];
    while (!statuses.includes(429)) statuses.push((await ask(port, DETECTIONS)).status);
    await sleep(100);
    expect((await ask(port, DETECTIONS)).status).toBe(200);
  });
});

it('answers what is kept, the same to all who ask for the same, and anew when there is something new', async () => {
  const { port } = await served.start();
  const path = `${DETECTIONS}?from=0&to=9999999999999&step=9999999999999`;
  const answers: unknown[] = [];
  for (let frames = 1; frames <= 2; frames += 1) {
    served.stream.history.addResult(frameResult());
    const [first, second] = [await ask(port, path), await ask(port, path)];
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(detectionHistorySchema.parse(json(first)).buckets).toMatchObject([{ frames }]);
    expect(second.body).toEqual(first.body);
    answers.push(json(first));
  }
  expect(answers[1]).toEqual(served.stream.detections(0, 9_999_999_999_999, 9_999_999_999_999));
});
