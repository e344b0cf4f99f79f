import { render, screen } from '@testing-library/react';
import React from 'react';
import type { PlayerStats } from '../../live';
import { TEST_IDS } from '../../testIds';
import { Hud } from './Hud';

const STATS: PlayerStats = {
  shownFps: 29.97,
  inferredFps: 14.5,
  latencyMs: 123.4,
  dropped: 3,
  skipped: 15,
  skippedFps: 15,
  malformed: 0,
  sync: 'exact',
  decoder: 'webcodecs',
  refused: [],
  execution: null,
};

it('shows the figures of the view', () => {
  render(<Hud stats={STATS} width={800} />);
  const hud = screen.getByTestId(TEST_IDS.hud);
  for (const text of ['30.0 fps', '14.5 inferred/s', '123 ms', '3 dropped', '15 skipped', 'exact', 'webcodecs']) {
    expect(hud).toHaveTextContent(text);
  }
});

it('keeps to the two most wanted in a narrow panel, so that the picture stays in view', () => {
  render(<Hud stats={STATS} width={300} />);
  expect(screen.getByTestId(TEST_IDS.hud)).toHaveTextContent(/^30\.0 fps123 ms$/);
});

it('leaves out the least wanted in a panel of middling width', () => {
  render(<Hud stats={STATS} width={480} />);
  expect(screen.getByTestId(TEST_IDS.hud)).toHaveTextContent(/^30\.0 fps14\.5 inferred\/s123 ms3 dropped$/);
});

it('does not invent a latency that it does not know', () => {
  render(<Hud stats={{ ...STATS, latencyMs: null, decoder: null }} width={800} />);
  expect(screen.getByTestId(TEST_IDS.hud)).toHaveTextContent('– ms');
});

it('tells of messages that could not be read, when there were some', () => {
  const { rerender } = render(<Hud stats={STATS} width={800} />);
  expect(screen.getByTestId(TEST_IDS.hud)).not.toHaveTextContent('malformed');
  rerender(<Hud stats={{ ...STATS, malformed: 2 }} width={800} />);
  expect(screen.getByTestId(TEST_IDS.hud)).toHaveTextContent('2 malformed');
});

it('says why the decoder is not a better one', () => {
  const refused = [{ kind: 'webcodecs', reason: 'insecure-context', detail: 'no https' }] as const;
  render(<Hud stats={{ ...STATS, decoder: 'jpeg', refused }} width={800} />);
  expect(screen.getByTestId(TEST_IDS.hud)).toHaveTextContent('jpeg (insecure-context)');
});

it('says what each model is executed on, and why not on what was asked for', () => {
  const refused = [
    { provider: 'tensorrt', reason: 'not-in-build', detail: 'this build of ONNX Runtime does not have it' },
    { provider: 'cuda', reason: 'run-failed', detail: 'CUDA error 700' },
  ] as const;
  const execution = [
    { model: 'people', provider: 'cuda', refused: [] },
    { model: 'pose', provider: 'cpu', refused: [...refused] },
  ];
  render(<Hud stats={{ ...STATS, execution }} width={800} />);
  const hud = screen.getByTestId(TEST_IDS.hud);
  expect(hud).toHaveTextContent('people on cuda');
  expect(hud).toHaveTextContent('pose on cpu (tensorrt: not-in-build, cuda: run-failed)');
});
