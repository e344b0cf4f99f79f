/** What tests, here and in the browser, find the panel's parts by. */
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
