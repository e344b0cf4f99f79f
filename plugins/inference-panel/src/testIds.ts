/** Test ids of the panel's parts, for unit tests and browser tests. */
export const TEST_IDS = {
  root: 'framewatch-live',
  video: 'framewatch-video',
  overlay: 'framewatch-overlay',
  hud: 'framewatch-hud',
  banner: 'framewatch-banner',
  noStream: 'framewatch-no-stream',
  noRecording: 'framewatch-no-recording',
  badges: 'framewatch-badges',
} as const;
