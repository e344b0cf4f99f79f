import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ensureModel } from '@framewatch/models';
import { startPart } from '../../demo/src/child.js';
import { noCamera, TestCamera } from '../../inference-runner/test/source/test-camera.js';
import { exportedBy, isExported, metricsIn } from '../src/metrics/index.js';
import { AlertmanagerApi, type Notification, PrometheusApi } from './native/apis.js';
import { eventually, freeAddress, Program } from './native/program.js';
import { provisionAlertmanager, provisionPrometheus } from './native/provisioning.js';
import { itUnless, missing, rules } from './tools.js';

const { resolve } = createRequire(__filename);
const reason =
  noCamera ??
  missing('prometheus', 'prometheus') ??
  missing('prometheus-alertmanager', 'prometheus-alertmanager') ??
  missing('prometheus-node-exporter', 'prometheus-node-exporter') ??
  missing('victoria-metrics', 'victoria-metrics');

const RUNNER = 'gate';
const STREAM = 'lobby';
const TARGET_FPS = 4;
/** Those whose programs are here. */
const JOBS = ['alertmanager', 'framewatch-exporter', 'influxdb', 'node', 'prometheus'];

/** What was started, to be ended in the opposite order. */
const started: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of started.reverse()) await stop();
}, 60_000);

async function own<T>(thing: T, stop: (thing: T) => Promise<unknown>): Promise<T> {
  started.push(() => stop(thing));
  return Promise.resolve(thing);
}

/** Takes what Alertmanager posts. */
async function startWebhook(): Promise<{ url: string; notifications: Notification[] }> {
  const notifications: Notification[] = [];
  const server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      notifications.push(JSON.parse(body) as Notification);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  started.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, notifications };
}

/** Everything, on loopback: camera → runner → database and exporter → Prometheus → Alertmanager → webhook. */
async function startStack() {
  const folder = await own(await mkdtemp(path.join(tmpdir(), 'framewatch-stack-')), (name) =>
    rm(name, { recursive: true, force: true })
  );
  const program = async (name: string, args: string[], readyUrl: string) =>
    own(await Program.start(name, args, readyUrl), (one) => one.stop());

  const [database, node, alertmanager, prometheus] = [
    await freeAddress(),
    await freeAddress(),
    await freeAddress(),
    await freeAddress(),
  ];
  // VictoriaMetrics takes what the runner writes at InfluxDB 2's address, and has metrics of its own.
  await program(
    'victoria-metrics',
    [`-storageDataPath=${folder}/database`, `-httpListenAddr=${database}`, '-memory.allowedBytes=64MB'],
    `http://${database}/health`
  );
  await program('prometheus-node-exporter', [`--web.listen-address=${node}`], `http://${node}/`);

  const camera = await own(await TestCamera.start(), (one) => one.kill());
  const token = randomBytes(24).toString('hex');
  const config = path.join(folder, 'runner.yaml');
  const { path: modelPath } = await ensureModel('movenet-multipose');
  // JSON is YAML.
  await writeFile(
    config,
    JSON.stringify({
      id: RUNNER,
      viewer: { host: '127.0.0.1', port: 0, tokens: [token] },
      models: [{ name: 'pose', path: modelPath }],
      streams: [{ id: STREAM, url: camera.url, targetFps: TARGET_FPS, stallSeconds: 2 }],
      sinks: [
        { type: 'influxdb', url: `http://${database}`, org: 'o', token: 't', spoolPath: path.join(folder, 'spool') },
      ],
    })
  );
  const runner = await own(
    await startPart({ name: 'runner', args: [resolve('@framewatch/inference-runner/cli'), '--config', config] }),
    (part) => part.stop()
  );
  const exporter = await own(
    await startPart({
      name: 'exporter',
      args: [resolve('@framewatch/exporter/cli')],
      env: {
        FRAMEWATCH_RUNNERS: `http://127.0.0.1:${runner.port}`,
        FRAMEWATCH_RUNNER_TOKEN: token,
        EXPORTER_PORT: '0',
        EXPORTER_GPU: 'off',
      },
    }),
    (part) => part.stop()
  );

  const webhook = await startWebhook();
  await program(
    'prometheus-alertmanager',
    [
      `--config.file=${provisionAlertmanager(folder, webhook.url)}`,
      `--storage.path=${folder}/alerts`,
      `--web.listen-address=${alertmanager}`,
      '--cluster.listen-address=',
    ],
    `http://${alertmanager}/-/ready`
  );
  const provisioned = provisionPrometheus(folder, {
    'framewatch-exporter': `127.0.0.1:${exporter.port}`,
    influxdb: database,
    node,
    alertmanager,
    prometheus,
  });
  await program(
    'prometheus',
    [
      `--config.file=${provisioned}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/series`,
      `--web.listen-address=${prometheus}`,
    ],
    `http://${prometheus}/-/ready`
  );
  return {
    camera,
    webhook,
    prometheus: new PrometheusApi(`http://${prometheus}`),
    alertmanager: new AlertmanagerApi(`http://${alertmanager}`),
  };
}

describe('the provisioned stack, with the real programs', () => {
  jest.setTimeout(300_000);

  itUnless(reason)('tells of a camera that stops, once, and of its return', async () => {
    const { camera, webhook, prometheus, alertmanager } = await startStack();

    // Every target is up, every rule can be computed, and frames are inferred.
    const jobs = await eventually('every target is up', async () => {
      const targets = await prometheus.targets();
      return (
        targets.length > 0 && targets.every(({ health }) => health === 'up') && targets.map((one) => one.labels.job)
      );
    });
    expect(jobs.sort()).toEqual(JOBS);
    await eventually(
      'frames are inferred',
      async () => ((await prometheus.value('stream:frames_inferred:rate1m')) ?? 0) > TARGET_FPS * 0.8
    );
    const states = await eventually('every rule was computed', async () => {
      const all = await prometheus.rules();
      return all.every(({ health }) => health !== 'unknown') && all;
    });
    expect(states.length).toBe(rules.length);
    expect(states.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(await prometheus.value('sink:points_written:rate5m')).toBeGreaterThan(0);

    // What rules ask of these programs is there by the names that they use.
    const present = new Set(await prometheus.metricNames());
    const around = new Set([...exportedBy('node'), ...exportedBy('prometheus'), ...exportedBy('alertmanager')]);
    const asked = rules.flatMap(({ expr }) => metricsIn(expr)).filter((selector) => isExported(selector, around));
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((selector) => !isExported(selector, present))).toEqual([]);

    // The camera freezes: the stream is stalled, and what follows from that is held back.
    for (const name of ['StreamStalled', 'StreamThroughputLow'])
      await eventually('nothing is wrong', async () => (await alertmanager.alert(name, STREAM)) === null);
    webhook.notifications.length = 0;
    camera.freeze();
    const stalled = await eventually('the stream is stalled', () => alertmanager.alert('StreamStalled', STREAM));
    expect(stalled.status.state).not.toBe('suppressed');
    expect(stalled.labels).toMatchObject({ severity: 'critical', runner: RUNNER, stream: STREAM });
    expect(stalled.annotations.summary).toBe(`No picture from stream ${STREAM} of ${RUNNER}`);
    const dependant = await eventually('what depends on it is held back', async () => {
      const alert = await alertmanager.alert('StreamThroughputLow', STREAM);
      return alert?.status.state === 'suppressed' && alert;
    });
    expect(dependant.status.inhibitedBy).toEqual([stalled.fingerprint]);
    const firing = await eventually('the webhook is told', () =>
      Promise.resolve(webhook.notifications.find(({ groupLabels }) => groupLabels.alertname === 'StreamStalled'))
    );
    expect(firing).toMatchObject({ status: 'firing', groupLabels: { runner: RUNNER, stream: STREAM } });

    // It is switched off and on again: all is well, and told.
    await camera.kill();
    await own(await TestCamera.start({ port: camera.port }), (one) => one.kill());
    await eventually(
      'the camera is back',
      async () => (await prometheus.value(`framewatch_stream_up{stream="${STREAM}"}`)) === 1
    );
    await eventually('the alert has ended', async () => (await alertmanager.alert('StreamStalled', STREAM)) === null);
    await eventually('the webhook is told of the end', () =>
      Promise.resolve(
        webhook.notifications.some(
          ({ status, groupLabels }) => status === 'resolved' && groupLabels.alertname === 'StreamStalled'
        )
      )
    );
    expect(webhook.notifications.filter(({ groupLabels }) => groupLabels.alertname === 'StreamThroughputLow')).toEqual(
      []
    );
  });
});
