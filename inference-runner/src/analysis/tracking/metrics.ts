import { counter } from '../../telemetry/index.js';

export const TRACKS = counter(
  'framewatch_tracks_total',
  ['stream', 'class'],
  'Objects that were told apart, by class: tracks that have begun.'
);
