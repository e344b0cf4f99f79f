/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "node-addons"]}
 */
import type { DataFrame } from '@grafana/data';
import { spawnSync } from 'node:child_process';
import { framesOf } from './grafana/frames.js';
import { figures, lines, rows, timeline } from './grafana/shown.js';
import { BEGIN } from './outages/page.js';
import { PlantedPrometheus } from './outages/planted-prometheus.js';
import { allPanels, dashboards, type Panel, panelsOf } from './read.js';

/** When it is looked at: minutes from the beginning of what page.ts plants, and the stream that Live shows. */
const MOMENTS = {
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
type Moment = keyof typeof MOMENTS;

const LIVE = ['Stream', 'Newest frame', 'Objects now', 'Inferred', 'Latency, 95 %', 'Dropped', 'Reconnects', 'Viewers'];
const FLEET = ['Streams up', 'Streams down', 'Inferred', 'Slowest stream', 'Alerts firing', 'Viewers'];
const MODEL = ['Late frames', 'Inference, 95 %', 'Failed inferences', 'Mean confidence', 'Detections'];
const PIPELINE = [
  'Services down',
  'Runners up',
  'Fullest spool',
  'Points lost',
  'Failed notifications',
  'Failed rules',
];

const all = (titles: readonly string[], says: string) => Object.fromEntries(titles.map((title) => [title, says]));

type Says = Record<string, Record<string, string>>;

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

/** Runners do neither of them yet, whatever is dead. */
const NEVER: Says = {
  Live: { 'Anomalies in this time': 'Not counted (text)' },
  'Model health': { Drift: 'Not measured (text)' },
};

/** What every figure of every board says, and in which colour. */
const SPECIFICATION: Record<Moment, Says> = {
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
    },
    Pipeline: ALL_WELL.Pipeline!,
  },
  'a range before everything': {
    Live: all(LIVE, 'No data (text)'),
    Fleet: all(FLEET, 'No data (text)'),
    'Model health': all(MODEL, 'No data (text)'),
    Pipeline: all(PIPELINE, 'No data (text)'),
  },
};

/** Seconds that each board looks back at first; its queries' step. */
const RANGES: Record<string, number> = { Live: 900, Fleet: 3600, 'Model health': 10_800, Pipeline: 10_800 };
const STEP = 15;

const panelOf = (board: string, title: string): Panel => {
  const found = dashboards.find((one) => one.title === board);
  const panel = found && panelsOf(found).find((one) => one.title === title);
  if (!panel) throw new Error(`${board} has no panel "${title}"`);
  return panel;
};
const figuresOf = (board: string) =>
  dashboards
    .filter(({ title }) => title === board)
    .flatMap(panelsOf)
    .filter(({ type }) => type === 'stat');

const installed = ['prometheus', 'promtool'].every((one) => spawnSync(one, ['--version']).error === undefined);

(installed ? describe : describe.skip)('boards in outages (needs prometheus: apt install prometheus)', () => {
  let prometheus: PlantedPrometheus;
  beforeAll(async () => {
    prometheus = await PlantedPrometheus.start();
  }, 60_000);
  afterAll(() => prometheus.stop());

  const rangeAt = (board: string, moment: Moment) => {
    const to = BEGIN + MOMENTS[moment].minute * 60;
    return { from: to - (RANGES[board] ?? 3600), to };
  };
  /** With values in place of variables, as Grafana fills them in: all, but one stream on Live. */
  const filledIn = (expr: string, board: string, moment: Moment) =>
    expr
      .replaceAll('$__rate_interval', '1m')
      .replaceAll('$__range', `${RANGES[board]}s`)
      .replaceAll('$stream', board === 'Live' ? MOMENTS[moment].stream : '.*')
      .replaceAll(/\$\w+/g, '.*');
  const framesAt = async (board: string, panel: Panel, moment: Moment): Promise<DataFrame[]> => {
    const { from, to } = rangeAt(board, moment);
    const answers = await Promise.all(
      panel.targets.map(async (target) => {
        const expr = filledIn(String(target.expr), board, moment);
        const series = target.instant ? await prometheus.at(expr, to) : await prometheus.over(expr, from, to, STEP);
        return { target, series };
      })
    );
    return framesOf(answers, STEP);
  };
  const rowsAt = async (board: string, title: string, moment: Moment) => {
    const panel = panelOf(board, title);
    return rows(panel, await framesAt(board, panel, moment));
  };
  const timelineAt = async (board: string, title: string, moment: Moment) => {
    const panel = panelOf(board, title);
    return timeline(panel, await framesAt(board, panel, moment), rangeAt(board, moment));
  };

  describe.each(Object.entries(SPECIFICATION) as [Moment, Says][])('%s', (moment, says) => {
    it.each(Object.entries(says))('%s', async (board, expected) => {
      const shown = await Promise.all(
        figuresOf(board).map(async (panel) => {
          const texts = await figures(panel, await framesAt(board, panel, moment));
          return [panel.title, texts.join(', ')] as const;
        })
      );
      expect(Object.fromEntries(shown)).toEqual({ ...expected, ...NEVER[board] });
    });
  });

  it('Fleet lists every stream that should be there, in columns whose order stays', async () => {
    const dash = {
      FPS: '– (transparent)',
      'Latency, 95 %': '– (transparent)',
      Dropped: '– (transparent)',
      Objects: '–',
    };
    const up = {
      runner: 'gate',
      State: 'Up (green)',
      FPS: '8.0 (transparent)',
      Target: '10.0',
      'Latency, 95 %': '97.5 ms (green)',
      Dropped: '20% (green)',
      'Newest frame': '0 s (green)',
      'Reconnects, 15 min': '0 (transparent)',
      Objects: '2',
    };
    const down = { ...up, ...dash, State: 'Down (red)', 'Newest frame': '10 mins (red)' };
    const unknown = {
      ...up,
      ...dash,
      Target: '–',
      'Newest frame': '– (transparent)',
      'Reconnects, 15 min': '– (transparent)',
    };
    const streamsAt = (moment: Moment) => rowsAt('Fleet', 'Streams', moment);
    expect(await streamsAt('the camera dead for 10 minutes')).toEqual([
      { ...up, stream: 'clip' },
      { ...down, stream: 'door' },
      { ...up, stream: 'yard' },
    ]);
    for (const moment of ['the runner dead for 3 minutes', 'the runner dead for 75 minutes'] as const)
      expect(await streamsAt(moment)).toEqual(
        ['clip', 'door', 'yard'].map((stream) => ({ ...unknown, stream, State: 'Runner down (red)' }))
      );
    expect(await streamsAt('the exporter dead for 75 minutes')).toMatchObject(
      ['clip', 'door', 'yard'].map((stream) => ({ stream, State: 'Exporter down (red)' }))
    );
    expect(await streamsAt('a file played to its end')).toMatchObject([
      { stream: 'clip', State: 'Ended (blue)', 'Newest frame': '– (transparent)' },
      { stream: 'door', State: 'Up (green)' },
      { stream: 'yard', State: 'Up (green)' },
    ]);
    for (const moment of Object.keys(MOMENTS) as Moment[]) {
      const [first] = (await streamsAt(moment)) as Record<string, string>[];
      if (first) expect(Object.keys(first)).toEqual(['runner', 'stream', ...Object.keys(up).slice(1)]);
    }
  });

  it('Pipeline lists every runner, and why it is down', async () => {
    const runner = { runner: 'gate', Streams: '3' };
    expect(await rowsAt('Pipeline', 'Runners', 'all well')).toEqual([
      { ...runner, State: 'Up (green)', 'Streams up': '3', Answer: '20 ms', Viewers: '3' },
    ]);
    expect(await rowsAt('Pipeline', 'Runners', 'the runner dead for 3 minutes')).toEqual([
      { ...runner, State: 'Down (red)', 'Streams up': '0', Answer: '2 s', Viewers: '–' },
    ]);
    expect(await rowsAt('Pipeline', 'Runners', 'the exporter dead for 3 minutes')).toEqual([
      { ...runner, State: 'Exporter down (red)', 'Streams up': '–', Answer: '–', Viewers: '–' },
    ]);
    const reasons = (moment: Moment) => rowsAt('Pipeline', 'Why runners are down', moment);
    expect(await reasons('all well')).toEqual([{ runner: 'gate', reason: 'none' }]);
    expect(await reasons('the runner dead for 3 minutes')).toEqual([{ runner: 'gate', reason: 'timeout' }]);
    expect(await reasons('the exporter dead for 3 minutes')).toBe('No data from the exporter');
  });

  it('Model health tells a model that hangs', async () => {
    const models = (moment: Moment) => rowsAt('Model health', 'What models run on', moment);
    const pose = { runner: 'gate', model: 'pose', provider: 'cpu' };
    expect(await models('all well')).toEqual([{ ...pose, State: 'Up (green)' }]);
    expect(await models('a model that hangs for 8 minutes')).toEqual([{ ...pose, State: 'Down (red)' }]);
    expect(await models('the runner dead for 3 minutes')).toBe('No data of models: does a runner answer?');
  });

  it('Fleet’s timeline is red while a camera, a runner or the exporter is down', async () => {
    const states = async (moment: Moment) => {
      const shown = await timelineAt('Fleet', 'State', moment);
      return (shown as Record<string, string[]>)['door (gate)'];
    };
    expect(await states('the camera dead for 10 minutes')).toEqual(['Up (green)', 'Down (red)']);
    expect(await states('the runner dead for 3 minutes')).toEqual(['Down (red)', 'Up (green)', 'Runner down (red)']);
    expect(await states('the exporter dead for 75 minutes')).toEqual(['Exporter down (red)']);
    expect(await timelineAt('Fleet', 'State', 'nothing measured yet')).toBe('No data from Prometheus in this time');
  });

  it('Pipeline’s timeline is red while a service is down', async () => {
    const shown = await timelineAt('Pipeline', 'Services', 'Alertmanager and the database dead');
    expect(shown).toMatchObject({
      'influxdb influxdb:8086': ['Up (green)', 'Down (red)'],
      'prometheus prometheus:9090': ['Up (green)'],
    });
  });

  it('GPUs are listed, also one that is no longer read, and heat and errors are red', async () => {
    const gpu = { name: 'L4', uuid: 'aa' };
    const good = {
      ...gpu,
      State: 'Read (green)',
      Use: '50%',
      Memory: '25% (green)',
      Temperature: '60 °C (green)',
      Power: '40 W',
      'Slowed by heat': 'No (green)',
      'ECC errors': '0 (green)',
    };
    expect(await rowsAt('GPU and host', 'GPUs', 'all well')).toEqual([good]);
    expect(await rowsAt('GPU and host', 'GPUs', 'the camera dead for 10 minutes')).toEqual([
      { ...good, 'Slowed by heat': 'Yes (red)' },
    ]);
    expect(await rowsAt('GPU and host', 'GPUs', 'the exporter dead for 3 minutes')).toEqual([
      {
        ...gpu,
        State: 'Not read (red)',
        Use: '–',
        Memory: '– (transparent)',
        Temperature: '– (transparent)',
        Power: '–',
        'Slowed by heat': '– (transparent)',
        'ECC errors': '– (transparent)',
      },
    ]);
    const heat = await timelineAt('GPU and host', 'Slowed down by heat', 'the camera dead for 10 minutes');
    expect(heat).toEqual({ 'L4 aa': ['No (green)', 'Slowed (red)'] });
    const xid = await timelineAt('GPU and host', 'Newest Xid error', 'the runner dead for 3 minutes');
    expect(xid).toEqual({ 'L4 aa': ['None (green)', '79 (red)'] });
  });

  it('a graph has a gap where nothing was measured', async () => {
    const panel = panelOf('Fleet', 'Inferred frames per second');
    const moment = 'a file played to its end';
    const { from, to } = rangeAt('Fleet', moment);
    const drawn = await lines(panel, await framesAt('Fleet', panel, moment), { from, to });
    // The exporter was back at minute 425, and a rate needs a minute.
    const back = BEGIN + 426 * 60;
    const yard = drawn['yard (gate)']!;
    expect(yard.filter(([time]) => time < back - 60).every(([, value]) => value === null)).toBe(true);
    expect(yard.filter(([time]) => time > back).every(([, value]) => value !== null && value > 7.9)).toBe(true);
    expect(yard[0]![0]).toBeLessThan(from + 2 * STEP);
  });

  describe('the stream that Live opens with', () => {
    const { query, regex } = dashboards
      .find(({ title }) => title === 'Live')!
      .templating.list.find(({ name }) => name === 'stream')!;
    const [, expr = ''] = /^query_result\((.*)\)$/.exec(query.query) ?? [];

    /** As Grafana makes options: from the text of each series, by the regular expression, each once. */
    const options = async (moment: Moment) => {
      const { to } = rangeAt('Live', moment);
      const series = await prometheus.at(filledIn(expr, 'Live', moment), to);
      const [, pattern = ''] = /^\/(.*)\/$/.exec(String(regex)) ?? [];
      const texts = series.map(({ metric: { __name__: name = '', ...labels }, samples }) => {
        const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
        return `${name}{${pairs.join(',')}} ${samples[0]?.[1]} ${Number(samples[0]?.[0]) * 1000}`;
      });
      return [...new Set(texts.flatMap((text) => new RegExp(pattern).exec(text)?.[1] ?? []))];
    };

    it('is one that is up, and all are there to choose', async () => {
      expect(await options('all well')).toEqual(['clip', 'door', 'yard']);
      expect(await options('the camera dead for 10 minutes')).toEqual(['clip', 'yard', 'door']);
      expect(await options('a file played to its end')).toEqual(['door', 'yard', 'clip']);
    });

    it('is there also while none is up', async () => {
      expect(await options('the runner dead for 75 minutes')).toEqual(['clip', 'door', 'yard']);
      expect(await options('the exporter dead for 75 minutes')).toEqual(['clip', 'door', 'yard']);
    });
  });
});

describe('with a data source that does not answer', () => {
  const range = { from: BEGIN, to: BEGIN + 3600 };
  const empty = (panel: Panel): DataFrame[] => panel.targets.map(({ refId }) => ({ refId, fields: [], length: 0 }));

  it.each(allPanels.filter(([, { type }]) => type === 'stat' || type === 'bargauge'))(
    '%s says that there is nothing, in the colour of text',
    async (_, panel) => {
      const says = [`${panel.fieldConfig?.defaults.noValue ?? ''} (text)`];
      expect(await figures(panel, [])).toEqual(says);
      expect(await figures(panel, empty(panel))).toEqual(says);
    }
  );

  it.each(allPanels.filter(([, { type }]) => type === 'state-timeline'))('%s says its own text', async (_, panel) => {
    expect(await timeline(panel, [], range)).toBe(panel.fieldConfig?.defaults.noValue);
    expect(await timeline(panel, empty(panel), range)).toBe(panel.fieldConfig?.defaults.noValue);
  });

  it.each(allPanels.filter(([, { type }]) => type === 'table'))('%s says its own text', async (_, panel) => {
    expect(await rows(panel, [])).toBe(panel.fieldConfig?.defaults.noValue);
  });
});
