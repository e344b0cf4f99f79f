/** When it is looked at: minutes from the beginning of what page.ts plants, and the stream that Live shows. */
export const MOMENTS = {
  'nothing measured yet': { minute: 30, stream: 'door' },
  'all well': { minute: 150, stream: 'door' },
  'the camera dead for 10 minutes': { minute: 190, stream: 'door' },
  'the runner dead for 3 minutes': { minute: 243, stream: 'door' },
  'the runner dead for 75 minutes': { minute: 315, stream: 'door' },
  'the exporter dead for 3 minutes': { minute: 343, stream: 'door' },
  'the exporter dead for 75 minutes': { minute: 415, stream: 'door' },
  'a file played to its end': { minute: 460, stream: 'clip' },
  'Alertmanager and the database dead': { minute: 480, stream: 'door' },
  'a model that hangs for 8 minutes': { minute: 498, stream: 'door' },
  'a range before everything': { minute: -600, stream: 'door' },
} as const;
export type Moment = keyof typeof MOMENTS;

const LIVE = [
  'Stream',
  'Newest frame',
  'Objects now',
  'Inferred',
  'Latency, 95 %',
  'Dropped',
  'Reconnects',
  'Viewers',
  'Anomalies in this time',
];
const FLEET = ['Streams up', 'Streams down', 'Inferred', 'Slowest stream', 'Alerts firing', 'Viewers'];
const MODEL = ['Late frames', 'Inference, 95 %', 'Failed inferences', 'Mean confidence', 'Detections', 'Drift'];
const PIPELINE = [
  'Services down',
  'Runners up',
  'Fullest spool',
  'Points lost',
  'Failed notifications',
  'Failed rules',
];

const all = (titles: readonly string[], says: string) => Object.fromEntries(titles.map((title) => [title, says]));

export type Says = Record<string, Record<string, string>>;

const ALL_WELL: Says = {
  Live: {
    Stream: 'Up (green)',
    'Newest frame': '0 s (green)',
    'Objects now': '2 (blue)',
    Inferred: '8.0  fps (text)',
    'Latency, 95 %': '97.5 ms (green)',
    // Of 15 frames 5 are above targetFps and 2 were lost to a busy model: 2 of the 10 that should have been inferred.
    Dropped: '20% (green)',
    Reconnects: '0 (text)',
    Viewers: '1 (blue)',
    'Anomalies in this time': '0 (green)',
  },
  Fleet: {
    'Streams up': '100% (green)',
    'Streams down': '0 (green)',
    Inferred: '24  fps (text)',
    'Slowest stream': '97.5 ms (green)',
    'Alerts firing': '0 (green)',
    Viewers: '3 (blue)',
  },
  'Model health': {
    'Late frames': '0.00% (green)',
    'Inference, 95 %': '97.5 ms (blue)',
    'Failed inferences': '0.00% (green)',
    'Mean confidence': '60% (blue)',
    Detections: '48.0  /s (blue)',
    // No stream has detections enough.
    Drift: 'Not measured (text)',
  },
  Pipeline: {
    'Services down': '0 (green)',
    'Runners up': '100% (green)',
    'Fullest spool': '1% (green)',
    'Points lost': '0 (green)',
    'Failed notifications': '0 (green)',
    'Failed rules': '0 (green)',
  },
};

const RUNNER_DOWN: Says = {
  Live: all(LIVE, 'Runner down (red)'),
  Fleet: {
    ...all(FLEET, 'Runner down (red)'),
    'Streams up': '0% (red)',
    'Streams down': '3 (red)',
    'Alerts firing': '1 (yellow)',
  },
  'Model health': all(MODEL, 'Runner down (red)'),
  Pipeline: {
    ...ALL_WELL.Pipeline,
    'Runners up': '0% (red)',
    'Fullest spool': 'Runner down (red)',
    'Points lost': 'Runner down (red)',
  },
};

const EXPORTER_DOWN: Says = {
  Live: all(LIVE, 'Exporter down (red)'),
  Fleet: { ...all(FLEET, 'Exporter down (red)'), 'Alerts firing': '1 (yellow)' },
  'Model health': all(MODEL, 'Exporter down (red)'),
  Pipeline: {
    ...ALL_WELL.Pipeline,
    'Services down': '1 (red)',
    'Runners up': 'Exporter down (red)',
    'Fullest spool': 'Exporter down (red)',
    'Points lost': 'Exporter down (red)',
  },
};

/** What every figure of every board says, and in which colour. */
export const SPECIFICATION: Record<Moment, Says> = {
  'nothing measured yet': { ...EXPORTER_DOWN, Fleet: all(FLEET, 'Exporter down (red)') },
  'all well': ALL_WELL,
  'the camera dead for 10 minutes': {
    Live: {
      ...all(LIVE, 'Stream down (red)'),
      Stream: 'Down (red)',
      'Newest frame': '10 mins (red)',
      // The runner counts on, and people still look at it.
      Reconnects: '0 (text)',
      Viewers: '1 (blue)',
      // What was counted before is told.
      'Anomalies in this time': '1 (yellow)',
    },
    Fleet: {
      ...ALL_WELL.Fleet,
      'Streams up': '67% (red)',
      'Streams down': '1 (red)',
      Inferred: '16  fps (text)',
      'Alerts firing': '1 (yellow)',
    },
    'Model health': { ...ALL_WELL['Model health'], Detections: '32.0  /s (blue)' },
    Pipeline: ALL_WELL.Pipeline!,
  },
  'the runner dead for 3 minutes': RUNNER_DOWN,
  'the runner dead for 75 minutes': RUNNER_DOWN,
  'the exporter dead for 3 minutes': EXPORTER_DOWN,
  'the exporter dead for 75 minutes': EXPORTER_DOWN,
  'a file played to its end': {
    Live: { ...all(LIVE, 'Ended (blue)'), Viewers: '1 (blue)' },
    Fleet: { ...ALL_WELL.Fleet, Inferred: '16  fps (text)' },
    'Model health': { ...ALL_WELL['Model health'], Detections: '32.0  /s (blue)' },
    Pipeline: ALL_WELL.Pipeline!,
  },
  'Alertmanager and the database dead': {
    Live: ALL_WELL.Live!,
    Fleet: { ...ALL_WELL.Fleet, Inferred: '16  fps (text)' },
    'Model health': { ...ALL_WELL['Model health'], Detections: '32.0  /s (blue)' },
    Pipeline: {
      ...ALL_WELL.Pipeline,
      'Services down': '2 (red)',
      'Fullest spool': '60% (yellow)',
      'Failed notifications': 'Alertmanager down (red)',
    },
  },
  'a model that hangs for 8 minutes': {
    Live: {
      ...ALL_WELL.Live,
      Inferred: '0.0  fps (red)',
      'Latency, 95 %': 'No data (text)',
      Dropped: '100% (red)',
    },
    Fleet: { ...ALL_WELL.Fleet, Inferred: '0  fps (red)', 'Slowest stream': 'No data (text)' },
    'Model health': {
      ...all(MODEL, 'No data (text)'),
      'Late frames': '0.00% (green)',
      Detections: '0.0  /s (blue)',
      Drift: 'Not measured (text)',
    },
    Pipeline: ALL_WELL.Pipeline!,
  },
  'a range before everything': {
    Live: { ...all(LIVE, 'No data (text)'), 'Anomalies in this time': 'Not counted (text)' },
    Fleet: all(FLEET, 'No data (text)'),
    'Model health': { ...all(MODEL, 'No data (text)'), Drift: 'Not measured (text)' },
    Pipeline: all(PIPELINE, 'No data (text)'),
  },
};
