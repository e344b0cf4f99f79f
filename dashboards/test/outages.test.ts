/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "node-addons"]}
 */
import { spawnSync } from 'node:child_process';
import { figures, lines } from './grafana/shown.js';
import { Boards, filledIn, panelOf, rangeAt, STEP } from './outages/boards.js';
import { BEGIN } from './outages/page.js';
import { PlantedPrometheus } from './outages/planted-prometheus.js';
import { type Moment, MOMENTS, type Says, SPECIFICATION } from './outages/specification.js';
import { dashboards } from './read.js';

const installed = ['prometheus', 'promtool'].every((one) => spawnSync(one, ['--version']).error === undefined);

(installed ? describe : describe.skip)('boards in outages (needs prometheus: apt install prometheus)', () => {
  let prometheus: PlantedPrometheus;
  let boards: Boards;
  beforeAll(async () => {
    prometheus = await PlantedPrometheus.start();
    boards = new Boards(prometheus);
  }, 60_000);
  afterAll(() => prometheus.stop());

  describe.each(Object.entries(SPECIFICATION) as [Moment, Says][])('%s', (moment, says) => {
    it.each(Object.entries(says))('%s', async (board, expected) => {
      expect(await boards.figuresAt(board, moment)).toEqual(expected);
    });
  });

  it('Fleet lists every stream that should be there, in columns whose order stays', async () => {
    const dash = {
      FPS: '– (transparent)',
      'Latency, 95 %': '– (transparent)',
      Dropped: '– (transparent)',
      Objects: '–',
      'In zones': '–',
      'Crossings, 1 h': '–',
      Anomalies: '– (transparent)',
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
      'In zones': '–',
      'Crossings, 1 h': '–',
      Anomalies: '– (transparent)',
    };
    const down = { ...up, ...dash, State: 'Down (red)', 'Newest frame': '10 mins (red)' };
    const unknown = {
      ...up,
      ...dash,
      Target: '–',
      'Newest frame': '– (transparent)',
      'Reconnects, 15 min': '– (transparent)',
    };
    const streamsAt = (moment: Moment) => boards.rowsAt('Fleet', 'Streams', moment);
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

  it('Counting has the totals of the day, and says so where there are none', async () => {
    const zonesAt = (moment: Moment) => boards.rowsAt('Counting', 'Zones today', moment);
    const barsAt = async (title: string, moment: Moment) => {
      const panel = panelOf('Counting', title);
      return figures(panel, await boards.framesAt('Counting', panel, moment));
    };
    const hall = { zone: 'hall', class: 'person' };
    expect(await zonesAt('all well')).toEqual([
      { ...hall, Now: '1', 'Entries today': '95', 'Different today': '96', 'Mean dwell, 1 h': '30 s' },
    ]);
    expect(await barsAt('In zones now', 'all well')).toEqual(['1 (blue)']);
    expect(await barsAt('Crossings today', 'all well')).toEqual(['97 (blue)']);
    expect(await zonesAt('the camera dead for 10 minutes')).toEqual([
      { ...hall, Now: '–', 'Entries today': '–', 'Different today': '–', 'Mean dwell, 1 h': '30 s' },
    ]);
    for (const moment of [
      'nothing measured yet',
      'the camera dead for 10 minutes',
      'the runner dead for 75 minutes',
      'a range before everything',
    ] as const) {
      expect(await barsAt('In zones now', moment)).toEqual([
        'Not counted: the stream has no zones, or no data in this time (text)',
      ]);
      expect(await barsAt('Crossings today', moment)).toEqual([
        'Not counted: the stream has no lines, or no data in this time (text)',
      ]);
    }
  });

  it('Counting’s hours of the day are counted from midnight on', async () => {
    const panel = panelOf('Counting', 'Entries by hour of the day');
    const hours = await Promise.all(
      panel.targets.map(async ({ expr, legendFormat }) => {
        const series = await prometheus.at(filledIn(String(expr), 'Counting', 'all well'), BEGIN);
        return [legendFormat, series[0]?.samples[0]?.[1]] as const;
      })
    );
    // Frames come from 01:00 on, not in ten minutes of the camera's from 03:00 on; nothing is scraped by 08:20.
    expect(hours.slice(0, 4)).toEqual([
      ['00', undefined],
      ['01', '60'],
      ['02', '60'],
      ['03', expect.stringMatching(/^39/)],
    ]);
    expect(hours.slice(9)).toEqual(hours.slice(9).map(([hour]) => [hour, undefined]));
  });

  it('Live’s timeline says when something was not as usual', async () => {
    expect(await boards.timelineAt('Live', 'Anomalies', 'all well')).toEqual({ crowded: ['No (green)'] });
    expect(await boards.timelineAt('Live', 'Anomalies', 'a file played to its end')).toBe(
      'Not counted: nothing is watched for, or no data in this time'
    );
  });

  it('Pipeline lists every runner, and why it is down', async () => {
    const runner = { runner: 'gate', Streams: '3' };
    expect(await boards.rowsAt('Pipeline', 'Runners', 'all well')).toEqual([
      { ...runner, State: 'Up (green)', 'Streams up': '3', Answer: '20 ms', Viewers: '3' },
    ]);
    expect(await boards.rowsAt('Pipeline', 'Runners', 'the runner dead for 3 minutes')).toEqual([
      { ...runner, State: 'Down (red)', 'Streams up': '0', Answer: '2 s', Viewers: '–' },
    ]);
    expect(await boards.rowsAt('Pipeline', 'Runners', 'the exporter dead for 3 minutes')).toEqual([
      { ...runner, State: 'Exporter down (red)', 'Streams up': '–', Answer: '–', Viewers: '–' },
    ]);
    const reasons = (moment: Moment) => boards.rowsAt('Pipeline', 'Why runners are down', moment);
    expect(await reasons('all well')).toEqual([{ runner: 'gate', reason: 'none' }]);
    expect(await reasons('the runner dead for 3 minutes')).toEqual([{ runner: 'gate', reason: 'timeout' }]);
    expect(await reasons('the exporter dead for 3 minutes')).toBe('No data from the exporter');
  });

  it('Model health tells a model that hangs', async () => {
    const models = (moment: Moment) => boards.rowsAt('Model health', 'What models run on', moment);
    const pose = { runner: 'gate', model: 'pose', provider: 'cpu' };
    expect(await models('all well')).toEqual([{ ...pose, State: 'Up (green)' }]);
    expect(await models('a model that hangs for 8 minutes')).toEqual([{ ...pose, State: 'Down (red)' }]);
    expect(await models('the runner dead for 3 minutes')).toBe('No data of models: does a runner answer?');
  });

  it('Fleet’s timeline is red while a camera, a runner or the exporter is down', async () => {
    const states = async (moment: Moment) => {
      const shown = await boards.timelineAt('Fleet', 'State', moment);
      return (shown as Record<string, string[]>)['door (gate)'];
    };
    expect(await states('the camera dead for 10 minutes')).toEqual(['Up (green)', 'Down (red)']);
    expect(await states('the runner dead for 3 minutes')).toEqual(['Down (red)', 'Up (green)', 'Runner down (red)']);
    expect(await states('the exporter dead for 75 minutes')).toEqual(['Exporter down (red)']);
    expect(await boards.timelineAt('Fleet', 'State', 'nothing measured yet')).toBe(
      'No data from Prometheus in this time'
    );
  });

  it('Pipeline’s timeline is red while a service is down', async () => {
    const shown = await boards.timelineAt('Pipeline', 'Services', 'Alertmanager and the database dead');
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
    expect(await boards.rowsAt('GPU and host', 'GPUs', 'all well')).toEqual([good]);
    expect(await boards.rowsAt('GPU and host', 'GPUs', 'the camera dead for 10 minutes')).toEqual([
      { ...good, 'Slowed by heat': 'Yes (red)' },
    ]);
    expect(await boards.rowsAt('GPU and host', 'GPUs', 'the exporter dead for 3 minutes')).toEqual([
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
    const heat = await boards.timelineAt('GPU and host', 'Slowed down by heat', 'the camera dead for 10 minutes');
    expect(heat).toEqual({ 'L4 aa': ['No (green)', 'Slowed (red)'] });
    const xid = await boards.timelineAt('GPU and host', 'Newest Xid error', 'the runner dead for 3 minutes');
    expect(xid).toEqual({ 'L4 aa': ['None (green)', '79 (red)'] });
  });

  it('a graph has a gap where nothing was measured', async () => {
    const panel = panelOf('Fleet', 'Inferred frames per second');
    const moment = 'a file played to its end';
    const { from, to } = rangeAt('Fleet', moment);
    const drawn = await lines(panel, await boards.framesAt('Fleet', panel, moment), { from, to });
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
