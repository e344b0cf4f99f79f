import { HttpRequestError } from '@framewatch/service-kit';
import { HttpError } from '@influxdata/influxdb-client';
import { toWriteFailure } from './write-failure.js';

function answer(status: number, body = '', headers: Record<string, string> = {}): HttpError {
  const type = headers['content-type'] ?? (body.startsWith('{') ? 'application/json' : 'text/html');
  return new HttpError(status, 'Status', body, headers['retry-after'], type, undefined, headers);
}

const JSON_ERROR = '{"code":"invalid","message":"unable to parse \'x\'"}';

describe('toWriteFailure', () => {
  it.each([
    [201, JSON_ERROR, 'rejected', true],
    [400, JSON_ERROR, 'rejected', true],
    [400, '{"error":"unable to parse"}', 'rejected', true],
    [400, '<html>plain HTTP request was sent to HTTPS port</html>', 'unexpected-answer', false],
    [400, '{"message":{"deep":"structure"}}', 'unexpected-answer', false],
    [401, '', 'unauthorized', false],
    [403, '', 'forbidden', false],
    [404, '', 'not-found', false],
    [405, '', 'unexpected-answer', false],
    [408, '', 'timeout', false],
    [413, '', 'too-large', true],
    [422, JSON_ERROR, 'rejected', true],
    [429, '', 'rate-limited', false],
    [500, '', 'server-error', false],
    [502, '', 'server-error', false],
    [503, '', 'unavailable', false],
    [200, '', 'unexpected-answer', false],
    [302, '', 'unexpected-answer', false],
  ])('%i %s is %s, points blamed: %s', (status, body, reason, blamesPoints) => {
    const failure = toWriteFailure(answer(status, body));

    expect(failure).toMatchObject({ reason, blamesPoints });
  });

  it.each([
    ['unreachable', 'unreachable'],
    ['interrupted', 'unreachable'],
    ['aborted', 'unreachable'],
    ['tls', 'tls'],
    ['timeout', 'timeout'],
  ] as const)('no answer, %s, is %s', (reason, expected) => {
    expect(toWriteFailure(new HttpRequestError(reason, 'what'))).toMatchObject({
      reason: expected,
      blamesPoints: false,
    });
  });

  it('says the cause and the remedy', () => {
    expect(toWriteFailure(answer(404, '{"code":"not found","message":"bucket \\"x\\" not found"}')).message).toBe(
      '404 bucket "x" not found: create the organization and the bucket, or correct sinks[].org, sinks[].bucket and sinks[].url'
    );
    expect(
      toWriteFailure(new HttpRequestError('unreachable', 'cannot connect to db:8086 (ECONNREFUSED)')).message
    ).toBe('cannot connect to db:8086 (ECONNREFUSED): start the database, or correct sinks[].url');
  });

  it('passes on no more of an answer than a log line can bear', () => {
    expect(toWriteFailure(answer(500, 'x'.repeat(10_000))).message.length).toBeLessThan(500);
  });

  it.each([
    ['seconds', { 'retry-after': '30' }, 30_000],
    ['a date', { 'retry-after': 'Wed, 01 Jan 2025 00:02:00 GMT', date: 'Wed, 01 Jan 2025 00:00:00 GMT' }, 120_000],
    ['a date without the server’s own', { 'retry-after': 'Wed, 01 Jan 2025 00:02:00 GMT' }, undefined],
    ['zero', { 'retry-after': '0' }, undefined],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['nothing', {}, undefined],
  ])('reads how long to wait from %s', (_form, headers, retryAfterMs) => {
    expect(toWriteFailure(answer(429, '', headers)).details.retryAfterMs).toBe(retryAfterMs);
  });

  it.each([
    ['partial write: points beyond retention policy dropped=12', 12],
    ['failure writing points: partial write: field type conflict: input field "objects" … dropped=3', 3],
    ["partial write: unable to parse 'x': missing fields dropped=0", undefined],
    ["unable to parse 'x': missing fields", undefined],
  ])('reads how many points were left out from %j', (message, leftOut) => {
    expect(toWriteFailure(answer(400, JSON.stringify({ error: message }))).details.leftOut).toBe(leftOut);
  });
});
