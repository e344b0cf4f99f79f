import { type PlayerFacts, judgeState, stallAfterMs } from './playerState';

const LIVE: PlayerFacts = {
  connection: { kind: 'open' },
  status: { type: 'status', state: 'streaming', skipped: 0 },
  unsupported: null,
  pictureAgeMs: 30,
  hasPicture: true,
  stallAfterMs: 3_000,
};

const judge = (facts: Partial<PlayerFacts>) => judgeState({ ...LIVE, ...facts });

it('is live while pictures come', () => {
  expect(judge({})).toEqual({ kind: 'live' });
  expect(judge({ status: null })).toEqual({ kind: 'live' });
});

it('is connecting until the first picture', () => {
  expect(judge({ connection: { kind: 'connecting' } })).toEqual({ kind: 'connecting' });
  expect(judge({ connection: { kind: 'closed' } })).toEqual({ kind: 'connecting' });
  expect(judge({ hasPicture: false })).toEqual({ kind: 'connecting' });
});

it('is stalled when no picture comes although all else is well', () => {
  expect(judge({ pictureAgeMs: 2_999 })).toEqual({ kind: 'live' });
  expect(judge({ pictureAgeMs: 3_000 })).toEqual({ kind: 'stalled', forMs: 3_000 });
  expect(judge({ pictureAgeMs: 3_000, hasPicture: false }).kind).toBe('stalled');
});

it('says what is wrong with the camera rather than that no picture comes', () => {
  const status = { type: 'status', state: 'waiting', reason: '401 from the camera', skipped: 0 } as const;
  const down = { kind: 'camera-down', camera: 'waiting', reason: '401 from the camera' };
  expect(judge({ status, pictureAgeMs: 60_000 })).toEqual(down);
  expect(judge({ status })).toEqual(down);
});

it('says what is wrong with the connection rather than what the camera was before', () => {
  const failure = { kind: 'obstacle', obstacle: 'token', detail: '' } as const;
  const status = { type: 'status', state: 'failed', skipped: 0 } as const;
  expect(judge({ connection: { kind: 'waiting', failure, retryInMs: 1 }, status })).toEqual({
    kind: 'disconnected',
    failure,
  });
});

it('says first of all that this browser cannot show it', () => {
  expect(judge({ unsupported: [], connection: { kind: 'closed' } })).toEqual({ kind: 'unsupported', refused: [] });
});

it('is patient with a slow camera', () => {
  expect(stallAfterMs(null)).toBe(3_000);
  expect(stallAfterMs(30)).toBe(3_000);
  expect(stallAfterMs(0.5)).toBe(6_000);
});
