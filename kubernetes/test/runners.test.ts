import { BlockList, isIPv4 } from 'node:net';
import { loadConfig, type RunnerConfig } from '@framewatch/inference-runner';
import { loadConfig as loadExporterConfig } from '../../exporter/src/config/index.js';
import { z } from 'zod';
import { build, describeBuilt, type Manifest } from './kustomize.js';
import { type Service, servicesOf, workloadsOf } from './workloads.js';

const bounds = z.union([
  z.object({ minReplicas: z.number(), maxReplicas: z.number() }),
  z
    .object({ minReplicaCount: z.number(), maxReplicaCount: z.number() })
    .transform((spec) => ({ minReplicas: spec.minReplicaCount, maxReplicas: spec.maxReplicaCount })),
]);

/** The environment of a workload's only container, with what comes from ConfigMaps filled in. */
function environmentOf(manifests: readonly Manifest[], name: string): Record<string, string> {
  const container = workloadsOf(manifests).find((workload) => workload.name === name)?.pod.containers[0];
  const entries = (container?.env ?? []).map(({ name, value, valueFrom }) => {
    const map = manifests.find((m) => m.kind === 'ConfigMap' && m.metadata.name === valueFrom?.configMapKeyRef.name);
    return [name, value ?? map?.data?.[valueFrom?.configMapKeyRef.key ?? ''] ?? ''] as const;
  });
  return Object.fromEntries(entries);
}

function configMap(manifests: readonly Manifest[], name: string): Record<string, string> {
  const found = manifests.filter((m) => m.kind === 'ConfigMap' && m.metadata.name.replace(/-[^-]{10}$/, '') === name);
  expect(found).toHaveLength(1);
  return found[0]?.data ?? {};
}

/** The configuration as one of the replicas reads it. */
function runnerConfig(manifests: readonly Manifest[], pod: string): RunnerConfig {
  const yaml = configMap(manifests, 'inference-runner')['runner.yaml'] ?? '';
  return loadConfig({
    env: { ...environmentOf(manifests, 'inference-runner'), HOSTNAME: pod, CAMERA_USER: 'u', CAMERA_PASSWORD: 'p' },
    cwd: '/var/lib/framewatch',
    readText: (path) => {
      if (path.endsWith('runner.yaml')) return yaml;
      // There is no file beside the model.
      if (/\.ya?ml$/.test(path)) throw Object.assign(new Error(path), { code: 'ENOENT' });
      return 'correct-horse-battery';
    },
  });
}

/** Addresses of our own services, `name:port`. */
function addressesOf(services: readonly Service[]): string[] {
  return services.flatMap(({ name, ports }) => ports.map(({ port }) => `${name}:${port}`));
}

describeBuilt('the runners', () => {
  it.each(['overlays/local', 'overlays/gpu', 'overlays/cloud', 'test/with-keda'])(
    'of %s know how many they can be, and read their file',
    (folder) => {
      const manifests = build(folder);
      const scalers = manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject');
      expect(scalers).toHaveLength(1);
      const { minReplicas, maxReplicas } = bounds.parse(scalers[0]?.spec);

      const { id, shard, streams, viewer, sinks, stateFolder } = runnerConfig(
        manifests,
        `inference-runner-${maxReplicas - 1}`
      );
      expect(shard).toMatchObject({ ordinal: maxReplicas - 1, replicas: minReplicas, maxReplicas });
      expect(id).toBe(`inference-runner-${maxReplicas - 1}`);
      expect(streams.length).toBeGreaterThan(0);
      expect(viewer).toMatchObject({ host: '0.0.0.0', port: 8787 });
      expect(sinks).toMatchObject([{ spoolPath: '/var/lib/framewatch/spool' }]);
      expect(stateFolder).toBe('/var/lib/framewatch/state');
    }
  );

  it.each(['overlays/local', 'overlays/gpu', 'test/with-keda'])(
    'of %s are never more than there are streams, as each runs at most one each then',
    (folder) => {
      const manifests = build(folder);
      const scaler = manifests.find(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject');
      const { streams } = runnerConfig(manifests, 'inference-runner-0');
      expect(bounds.parse(scaler?.spec).maxReplicas).toBeLessThanOrEqual(streams.length);
    }
  );

  it('of a laptop ask for what their streams take, so that the autoscaler has no reason for more', () => {
    const manifests = build('overlays/local');
    const { spec } = manifests.find(({ kind }) => kind === 'HorizontalPodAutoscaler') ?? {};
    const runner = workloadsOf(manifests).find(({ name }) => name === 'inference-runner');
    const [, millicores] = /^(\d+)m$/.exec(String(runner?.containers[0]?.resources.requests.cpu)) ?? [];
    // docs/cloud.md: 2.5 ms for each of the clip's 30 frames a second, 12 ms for each that is inferred; ± 20 %.
    const { streams } = runnerConfig(manifests, 'inference-runner-0');
    const work = streams.reduce((sum, { targetFps }) => sum + 30 * 2.5 + (targetFps ?? 30) * 12, 0) * 1.2;
    const { minReplicas } = bounds.parse(spec);
    expect(work / (minReplicas * Number(millicores))).toBeLessThan(0.8);
    expect(spec).toMatchObject({ metrics: [{ resource: { target: { averageUtilization: 80 } } }] });
  });

  it('of a laptop find room beside everything else on two CPUs, of which kind takes 0.95 itself', () => {
    const manifests = build('overlays/local');
    const { minReplicas } = bounds.parse(manifests.find(({ kind }) => kind === 'HorizontalPodAutoscaler')?.spec);
    const millicores = (quantity: unknown): number => Number(String(quantity).replace(/m$/, 'e-3')) * 1000;
    const asked = workloadsOf(manifests).map(({ name, pod }) => {
      const [own = 0] = pod.containers.map(({ resources }) => millicores(resources.requests.cpu));
      return name === 'inference-runner' ? minReplicas * own : own;
    });
    expect(asked.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(2000 - 950);
  });

  it('find each other, and the exporter them, through the headless service, ready or not', () => {
    const manifests = build('overlays/local');
    const services = servicesOf(manifests);
    const runner = workloadsOf(manifests).find(({ name }) => name === 'inference-runner');
    const headless = manifests.find(({ metadata }) => metadata.name === runner?.serviceName);
    expect(headless?.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });

    const peer = new URL(runnerConfig(manifests, 'inference-runner-0').shard?.peers?.replace('{ordinal}', '1') ?? '');
    expect(peer.hostname).toBe(`inference-runner-1.${runner?.serviceName ?? ''}`);
    expect(addressesOf(services)).toContain(`${runner?.serviceName ?? ''}:${peer.port}`);
    expect(environmentOf(manifests, 'exporter').FRAMEWATCH_RUNNERS).toBe(
      `dns+http://${runner?.serviceName ?? ''}:8787`
    );
  });

  it('are scaled by nothing else, or applying again would set their number back', () => {
    const runner = build('base').find(({ kind }) => kind === 'StatefulSet');
    expect(runner?.spec).not.toHaveProperty('replicas');
  });

  it('of the GPU overlay get a GPU each and the image and the model provider that use it', () => {
    const manifests = build('overlays/gpu');
    const runner = workloadsOf(manifests).find(({ name }) => name === 'inference-runner');
    expect(runner?.containers[0]?.image).toMatch(/-gpu$/);
    expect(runner?.containers[0]?.resources.limits['nvidia.com/gpu']).toBe('1');
    expect(runner?.pod.nodeSelector).toHaveProperty(['nvidia.com/gpu.present']);
    expect(runner?.pod.tolerations?.map(({ key }) => key)).toContain('nvidia.com/gpu');
    expect(runnerConfig(manifests, 'inference-runner-0').models[0]?.providers).toEqual(['cuda']);
  });
});

describeBuilt('the exporter', () => {
  it('takes its environment', () => {
    const env = environmentOf(build('base'), 'exporter');
    const config = loadExporterConfig({ env, cwd: '/' });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 9877 });
  });
});

describeBuilt('addresses', () => {
  it.each(['overlays/local', 'overlays/gpu'])('in the configuration of %s are those of its services', (folder) => {
    const manifests = build(folder);
    const known = addressesOf(servicesOf(manifests));
    const texts = ['grafana-datasources', 'prometheus-targets', 'inference-runner'].flatMap((name) =>
      Object.values(configMap(manifests, name))
    );
    const used = texts.flatMap((text) => text.match(/(?<=:\/\/|'|@)[a-z][a-z-]+:\d{4}\b/g) ?? []);
    expect(used.length).toBeGreaterThan(8);
    for (const address of used) expect(known).toContain(address);
  });

  it('in the cloud are filled in by Grafana from its environment', () => {
    const manifests = build('overlays/cloud');
    const [text] = Object.values(configMap(manifests, 'grafana-datasources'));
    const env = environmentOf(manifests, 'grafana');
    const variables = [...(text ?? '').matchAll(/url: \$(\w+)/g)].map(([, name]) => name ?? '');
    expect(variables).toHaveLength(4);
    for (const name of variables) expect(env[name]).toMatch(/^https?:\/\//);
    expect(environmentOf(manifests, 'inference-runner').INFLUX_URL).toMatch(/^https:\/\//);
    expect(text).not.toMatch(/http:\/\/(influxdb|prometheus|alertmanager):/);
  });
});

describeBuilt('the cloud overlay', () => {
  it.each([
    ['DNSCache on the node', '169.254.20.10', true],
    ['the DNS service, which DNSCache takes over', '10.96.0.10', true],
    ['DNS in the network of a node', '192.168.49.2', true],
    ['DNS of the internet', '8.8.8.8', false],
  ])('lets every pod ask %s: %s %s', (_, address, allowed) => {
    const policy = build('overlays/cloud').find(({ metadata }) => metadata.name === 'allow-dns');
    const rule = z.object({
      podSelector: z.strictObject({}),
      egress: z.tuple([
        z.object({
          to: z.array(z.object({ ipBlock: z.object({ cidr: z.string() }).optional() })),
          ports: z.array(z.object({ port: z.literal(53), protocol: z.enum(['UDP', 'TCP']) })).length(2),
        }),
      ]),
    });
    const list = new BlockList();
    for (const { ipBlock } of rule.parse(policy?.spec).egress[0].to) {
      const [network = '', prefix] = (ipBlock?.cidr ?? '').split('/');
      if (isIPv4(network)) list.addSubnet(network, Number(prefix), 'ipv4');
    }
    expect(list.check(address)).toBe(allowed);
  });

  it('publishes Grafana only, with TLS and time for WebSockets', () => {
    const [ingress, ...others] = build('overlays/cloud').filter(({ kind }) => kind === 'Ingress');
    expect(others).toEqual([]);
    expect(ingress?.spec).toMatchObject({ tls: [{ hosts: ['grafana.example.com'] }] });
    const timeouts = z.object({ annotations: z.record(z.string(), z.string()) }).parse(ingress?.metadata).annotations;
    for (const name of ['proxy-read-timeout', 'proxy-send-timeout']) {
      expect(Number(timeouts[`nginx.ingress.kubernetes.io/${name}`])).toBeGreaterThanOrEqual(1800);
    }
  });

  it('denies what no policy allows, and has one for each workload', () => {
    const manifests = build('overlays/cloud');
    const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
    const deny = policies.find(({ metadata }) => metadata.name === 'default-deny');
    expect(deny?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const names = policies.map(({ metadata }) => metadata.name);
    for (const { name } of workloadsOf(manifests)) expect(names).toContain(name);
  });
});
