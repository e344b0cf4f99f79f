import { NEVER, of, throwError } from 'rxjs';
import { createProbe } from './probe';

const PATH = '/api/datasources/proxy/uid/cams/viewer/v1/health';

function probeOf(fetch: jest.Mock) {
  return createProbe({ fetch }, PATH)(new AbortController().signal);
}

it('asks Grafana, without a pop-up when it fails', async () => {
  const fetch = jest.fn(() => of({ status: 200, data: {} }));
  await expect(probeOf(fetch)).resolves.toEqual({ ok: true });
  expect(fetch).toHaveBeenCalledWith(expect.objectContaining({ url: PATH, method: 'GET', showErrorAlert: false }));
});

it('gives the status and the words of a refusal', async () => {
  const fetch = jest.fn(() => throwError(() => ({ status: 502, statusText: 'Bad Gateway', data: {} })));
  await expect(probeOf(fetch)).resolves.toEqual({ ok: false, status: 502, detail: 'Bad Gateway' });
});

it('takes the 400 that Grafana makes of a refused token for the 401 that it was', async () => {
  const data = { message: 'Authentication to data source failed' };
  const fetch = jest.fn(() => throwError(() => ({ status: 400, statusText: 'Bad Request', data })));
  await expect(probeOf(fetch)).resolves.toEqual({ ok: false, status: 401, detail: data.message });
});

it('leaves any other 400 what it is', async () => {
  const fetch = jest.fn(() => throwError(() => ({ status: 400, statusText: 'Bad Request', data: 'invalid URL' })));
  await expect(probeOf(fetch)).resolves.toEqual({ ok: false, status: 400, detail: 'Bad Request' });
});

it('gives status 0 when there is no answer', async () => {
  const fetch = jest.fn(() => throwError(() => new TypeError('Failed to fetch')));
  await expect(probeOf(fetch)).resolves.toEqual({ ok: false, status: 0, detail: 'Failed to fetch' });
});

it('does not wait for ever', async () => {
  jest.useFakeTimers();
  const answer = probeOf(jest.fn(() => NEVER));
  jest.advanceTimersByTime(10_000);
  await expect(answer).resolves.toMatchObject({ ok: false, status: 0 });
  jest.useRealTimers();
});
