import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { loadConfig as loadExporterConfig } from '@framewatch/exporter';
import { loadConfig as loadRunnerConfig, type RunnerConfig } from '@framewatch/inference-runner';
import { readYaml, root } from '../tools.js';
import { cameraFiles, cameraTemplate, CREDENTIALS_TEXT } from '../../src/init/cameras.js';
import { settingsOf } from '../../src/init/profiles.js';
import { composeFile, type Service } from './compose-file.js';

const { services } = composeFile();
const folder = path.join(root, 'provisioning/inference-runner');

const runnerEnv = parseEnv(readFileSync(path.join(folder, 'runner.env'), 'utf8'));

/** The text of a file in the repository; secrets, which lie elsewhere, are a word. */
const readText = (file: string): string => (file.startsWith('/run/') ? 'a-secret-token' : readFileSync(file, 'utf8'));

const runners: [string, RunnerConfig, Service | undefined][] = [
  [
    'inference-runner',
    loadRunnerConfig({ path: path.join(folder, 'runner.yaml'), env: {}, cwd: '/', readText }),
    services['inference-runner'],
  ],
  [
    'inference-runner-gpu',
    loadRunnerConfig({ path: path.join(folder, 'runner-gpu.yaml'), env: {}, cwd: '/', readText }),
    services['inference-runner-gpu'],
  ],
  [
    'a runner by environment alone',
    loadRunnerConfig({
      env: { ...runnerEnv, ...services['inference-runner']?.environment, FRAMEWATCH_CONFIG: '' },
      cwd: '/',
      readText,
    }),
    services['inference-runner'],
  ],
];

describe.each(runners)('%s', (_, config, service) => {
  it('listens for the other containers, with a token', () => {
    expect(config.viewer).toEqual({ host: '0.0.0.0', port: 8787, tokens: ['a-secret-token'] });
  });

  it('writes to the database of the stack, with its spool on a volume', () => {
    const mounted = (service?.volumes ?? []).map((volume) => volume.split(':')[1]);
    expect(config.sinks).toMatchObject([
      { url: 'http://influxdb:8086', org: 'framewatch', bucket: 'framewatch', spoolPath: '/var/lib/framewatch/spool' },
    ]);
    expect(mounted).toContain('/var/lib/framewatch/spool');
    expect(mounted).toContain('/run/influxdb');
  });

  it('keeps its state on a volume', () => {
    const mounted = (service?.volumes ?? []).map((volume) => volume.split(':')[1]);
    expect(config.stateFolder).toBe('/var/lib/framewatch/state');
    expect(mounted).toContain('/var/lib/framewatch/state');
  });

  it('uses models that are in the image, each of them', () => {
    const dockerfile = readFileSync(path.join(root, 'inference-runner/Dockerfile'), 'utf8');
    const [, copied = ''] = /^COPY --from=build (\/models\/.*) \/models\/$/m.exec(dockerfile) ?? [];
    for (const model of config.models) {
      expect(copied.split(' ')).toContain(model.path);
      expect(config.streams.map((stream) => stream.model)).toContain(model.name);
    }
  });

  it('watches streams that the camera emulator has', () => {
    const { paths } = readYaml(path.join(root, 'provisioning/mediamtx/mediamtx.yml')) as {
      paths: Record<string, unknown>;
    };
    for (const { url } of config.streams) {
      expect(Object.keys(paths).map((name) => `rtsp://mediamtx:8554/${name}`)).toContain(url);
    }
  });
});

describe.each(cameraFiles('cameras.yaml', ['gpu']))('what stack:init begins for $variable', (file) => {
  const text = cameraTemplate(readFileSync(path.join(root, file.example), 'utf8'), file);
  const load = (env: Record<string, string>): RunnerConfig =>
    loadRunnerConfig({
      path: '/cameras.yaml',
      env,
      cwd: '/',
      readText: (name) => {
        if (name === '/cameras.yaml') return text;
        if (name.startsWith('/run/')) return 'a-secret-token';
        throw Object.assign(new Error(name), { code: 'ENOENT' });
      },
    });

  it('is a file that the runner takes, with one camera, the first model, and all the rest as it was', () => {
    const { streams, ...rest } = load({ CAMERA_USER: 'me', CAMERA_PASSWORD: 'correct-horse' });
    const example = loadRunnerConfig({ path: path.join(root, file.example), env: {}, cwd: '/', readText });
    expect(streams.map(({ id }) => id)).toEqual([`${file.prefix}camera-1`]);
    expect(rest).toEqual({ ...example, models: example.models.slice(0, 1), streams: undefined });
    expect(text).not.toContain('mediamtx');
  });

  it('names the variable that is not filled in yet', () => {
    expect(() => load(parseEnv(CREDENTIALS_TEXT) as Record<string, string>)).toThrow(/CAMERA_(USER|PASSWORD)/);
  });
});

interface DataSourcesFile {
  datasources: { type: string; url: string }[];
}

describe('the runners of docker-compose.yml', () => {
  it('share no id, and no stream, that would be written twice', () => {
    const [cpu, gpu] = runners.map(([, config]) => config);
    expect(cpu?.streams).toHaveLength(2);
    expect(gpu?.id).not.toBe(cpu?.id);
    const ids = [...(cpu?.streams ?? []), ...(gpu?.streams ?? [])].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('get only variables that docs/configuration.md describes', () => {
    const docs = readFileSync(path.join(root, 'docs/configuration.md'), 'utf8');
    const names = [...Object.keys(services['inference-runner']?.environment ?? {}), ...Object.keys(runnerEnv)];
    for (const name of names) expect(docs).toContain(`\`${name}\``);
  });
});

describe('the exporter of docker-compose.yml', () => {
  const load = (settings: Record<string, string>): ReturnType<typeof loadExporterConfig> =>
    loadExporterConfig({ cwd: '/', env: composeFile(settings).services.exporter?.environment ?? {} });

  it('asks the runner that Grafana asks, with its token', () => {
    expect(load({})).toMatchObject({
      host: '0.0.0.0',
      port: 9877,
      runners: [{ url: new URL('http://inference-runner:8787'), token: { file: '/run/secrets/runner-token' } }],
    });
  });

  it('asks the one on the GPU too with that profile', () => {
    const { runners: asked } = load(settingsOf(['gpu']));
    expect(asked.map(({ url }) => url.hostname)).toEqual(['inference-runner', 'inference-runner-gpu']);
  });
});

describe('Grafana', () => {
  it('has a data source for every runner that the exporter asks, with and without the GPU', () => {
    for (const profiles of [[], ['gpu']] as const) {
      const { grafana, exporter } = composeFile(settingsOf(profiles)).services;
      const [mounted = ''] = (grafana?.volumes ?? []).filter((volume) => volume.includes('more-runners.yml:ro'));
      const files = ['./provisioning/grafana/datasources/framewatch.yml', mounted.split(':')[0] ?? ''];
      const sources = files.flatMap((file) => (readYaml(path.join(root, file)) as DataSourcesFile).datasources);
      const runners = sources.filter(({ type }) => type === 'framewatch-stream-datasource').map(({ url }) => url);
      expect(runners.join(',')).toBe(exporter?.environment?.FRAMEWATCH_RUNNERS);
    }
  });
});

interface PrometheusFile {
  scrape_configs: { job_name: string; dns_sd_configs?: { names: string[]; type: string; port: number }[] }[];
}

describe('Prometheus', () => {
  const folder = path.join(root, 'provisioning/prometheus');
  const { scrape_configs: jobs } = readYaml(path.join(folder, 'prometheus.yml')) as PrometheusFile;
  const named = jobs.flatMap(({ dns_sd_configs: configs = [] }) => configs.flatMap(({ names }) => names));
  const fixed = jobs.flatMap(({ job_name: job }) => {
    const groups = readYaml(path.join(folder, `targets/${job}.yml`)) as { targets: string[] }[];
    return groups.flatMap(({ targets }) => targets.map((target) => target.split(':')[0] ?? ''));
  });

  it('has a fixed target for what always runs only, so that MonitoringTargetDown means it', () => {
    expect(fixed.map((name) => [name, services[name]?.profiles])).toEqual(fixed.map((name) => [name, undefined]));
  });

  it('finds what runs in a profile by its name, or not at all', () => {
    for (const name of named) expect([name, services[name]?.profiles?.length]).toEqual([name, 1]);
    const databases = ['nginx', 'redis-exporter', 'postgres-exporter'];
    expect(named.sort()).toEqual(
      ['mediamtx', 'grafana-2', 'dcgm-exporter', 'grafana-image-renderer', ...databases].sort()
    );
  });
});

describe('Grafana', () => {
  it('is given every variable that its provisioning reads', () => {
    const text = readFileSync(path.join(root, 'provisioning/grafana/alerting/contact-points.yml'), 'utf8');
    const read = [...text.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name = '']) => name);
    expect(Object.keys(services.grafana?.environment ?? {})).toEqual(expect.arrayContaining(read));
  });

  it('is given every file that its data sources read', () => {
    const text = readFileSync(path.join(root, 'provisioning/grafana/datasources/framewatch.yml'), 'utf8');
    const read = [...text.matchAll(/\$__file\{([^}]+)\}/g)].map(([, file = '']) => file);
    expect(read.length).toBeGreaterThan(0);
    const secrets = (services.grafana?.secrets ?? []).map((name) => `/run/secrets/${name}`);
    for (const file of read) expect([...secrets, '/run/influxdb/grafana-token']).toContain(file);
  });
});
