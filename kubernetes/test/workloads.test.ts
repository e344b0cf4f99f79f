import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../src/paths.js';
import { build, describeBuilt, type Manifest } from './kustomize.js';
import { selects, type Service, servicesOf, type Workload, workloadsOf } from './workloads.js';

/** The keys of the one secret that docs/kubernetes.md tells to make. */
const SECRET_KEYS = [
  'grafana-admin-password',
  'grafana-contact-points',
  'grafana-secret-key',
  'influxdb-admin-token',
  'influxdb-grafana-token',
  'influxdb-password',
  'influxdb-runner-token',
  'runner-token',
];

const composeSchema = z.object({ services: z.record(z.string(), z.object({ image: z.string() })) });
const composeText = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
const { services: composeServices } = composeSchema.parse(parse(composeText, { merge: true }));
const composeImages = Object.values(composeServices).map(({ image }) => image);

describeBuilt('the pods', () => {
  describe.each(['overlays/local', 'overlays/gpu', 'overlays/cloud', 'test/with-keda'])('of %s', (folder) => {
    let manifests: Manifest[];
    let workloads: Workload[];
    let services: Service[];
    /** Every container with the name of its workload, for messages. */
    let containers: [string, Workload['containers'][number]][];

    beforeAll(() => {
      manifests = build(folder);
      workloads = workloadsOf(manifests);
      services = servicesOf(manifests);
      containers = workloads.flatMap(({ name, containers }) =>
        containers.map((container) => [`${name}/${container.name}`, container] as [string, typeof container])
      );
    });

    const named = (kind: string, name: string) => manifests.some((m) => m.kind === kind && m.metadata.name === name);

    it('are all in one namespace, where nothing privileged may run', () => {
      const [namespace] = manifests.filter(({ kind }) => kind === 'Namespace');
      expect(namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe('restricted');
      const others = manifests.filter(({ kind }) => kind !== 'Namespace');
      expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(new Set([namespace?.metadata.name]));
    });

    it('run as nobody in particular, write nowhere but into volumes and, but for a Job, know no token of the cluster', () => {
      for (const { pod, kind } of workloads) {
        expect(pod.securityContext).toMatchObject({
          runAsNonRoot: true,
          runAsUser: expect.any(Number) as number,
          seccompProfile: { type: 'RuntimeDefault' },
        });
        expect(pod).toMatchObject({ automountServiceAccountToken: kind === 'Job', enableServiceLinks: false });
      }
      for (const [name, { securityContext }] of containers) {
        expect([name, securityContext]).toEqual([
          name,
          { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        ]);
      }
    });

    it('say what they need and what they may take at most', () => {
      const needed = ['cpu', 'memory', 'ephemeral-storage'];
      for (const [name, { resources }] of containers) {
        for (const part of [resources.requests, resources.limits]) {
          expect([name, Object.keys(part)]).toEqual([name, expect.arrayContaining(needed)]);
        }
      }
    });

    it('are probed at ports that they have', () => {
      for (const { pod } of workloads.filter(({ kind }) => kind !== 'Job')) {
        for (const { ports, startupProbe, readinessProbe, livenessProbe } of pod.containers) {
          const names = ports.map(({ name }) => name);
          for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
            expect(names).toContain(probe?.httpGet.port);
          }
        }
      }
    });

    it('run the images that compose runs, at the same versions', () => {
      const OWN = ['framewatch/grafana-plugins:0.1.0', 'framewatch/sample-clip:0.1.0'];
      const registry = /^registry\.example\.com\//;
      for (const [, { image }] of containers) {
        expect([...composeImages, ...OWN]).toContain(image.replace(registry, ''));
      }
    });

    it('mount only what exists or what the one secret has, and every mount has a volume', () => {
      for (const { pod, containers: all, volumeClaimTemplates } of workloads) {
        for (const { configMap, secret, persistentVolumeClaim } of pod.volumes) {
          if (configMap) expect(named('ConfigMap', configMap.name)).toBe(true);
          if (persistentVolumeClaim) expect(named('PersistentVolumeClaim', persistentVolumeClaim.claimName)).toBe(true);
          if (!secret) continue;
          expect(secret.secretName).toBe('framewatch');
          for (const { key } of secret.items) expect(SECRET_KEYS).toContain(key);
        }
        for (const source of pod.volumes.flatMap(({ projected }) => projected?.sources ?? [])) {
          if ('configMap' in source) expect(named('ConfigMap', source.configMap.name)).toBe(true);
          else
            expect([source.secret.name, SECRET_KEYS]).toEqual([
              'framewatch',
              expect.arrayContaining(source.secret.items.map(({ key }) => key)),
            ]);
        }
        const volumes = [...pod.volumes.map(({ name }) => name), ...volumeClaimTemplates.map((c) => c.metadata.name)];
        for (const { volumeMounts } of all) {
          for (const { name } of volumeMounts) expect(volumes).toContain(name);
        }
      }
    });

    it('tell, through Grafana, whom the secret names, and nobody where it names none', () => {
      const grafana = workloads.find(({ name }) => name === 'grafana');
      const [alerting] = grafana?.pod.volumes.filter(({ name }) => name === 'alerting') ?? [];
      expect(alerting?.projected?.sources).toEqual([
        { configMap: { name: expect.stringMatching(/^grafana-alerting/) as string } },
        {
          secret: {
            name: 'framewatch',
            items: [{ key: 'grafana-contact-points', path: 'contact-points.yml' }],
            optional: true,
          },
        },
      ]);
    });

    it('carry no secret, and none is in what is applied', () => {
      expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
      const values = containers.flatMap(([, { env }]) => env.filter(({ value }) => value !== undefined));
      const secret = /password|token|secret/i;
      for (const { name, value } of values) {
        // Where a secret is, or the name of the one that there is.
        if (secret.test(name)) expect([name, value]).toEqual([name, expect.stringMatching(/^(\/run\/|framewatch$)/)]);
      }
    });

    it('are found by their services', () => {
      for (const { name, selector, ports, type } of services.filter((service) => service.type !== 'ExternalName')) {
        const behind = workloads.filter(({ labels }) => selects(selector, labels));
        expect([name, behind.length, type]).toEqual([name, 1, undefined]);
        const names = behind[0]?.pod.containers.flatMap((container) => container.ports.map((port) => port.name));
        for (const { targetPort } of ports) expect(names).toContain(targetPort);
      }
      for (const { selector, labels, serviceName } of workloads) {
        expect(selects(selector.matchLabels, labels)).toBe(true);
        if (serviceName !== undefined) expect(services.map(({ name }) => name)).toContain(serviceName);
      }
    });

    it('are there for what refers to them: autoscalers, budgets, the Ingress', () => {
      const target = z.object({ scaleTargetRef: z.object({ kind: z.string(), name: z.string() }) });
      for (const { kind, spec } of manifests) {
        if (kind !== 'HorizontalPodAutoscaler' && kind !== 'ScaledObject') continue;
        const { scaleTargetRef } = target.parse(spec);
        expect(named(scaleTargetRef.kind, scaleTargetRef.name)).toBe(true);
      }
      const budget = z.object({ selector: z.object({ matchLabels: z.record(z.string(), z.string()) }) });
      for (const { spec } of manifests.filter(({ kind }) => kind === 'PodDisruptionBudget')) {
        const { matchLabels } = budget.parse(spec).selector;
        expect(workloads.filter(({ labels }) => selects(matchLabels, labels))).toHaveLength(1);
      }
      const backends = JSON.stringify(manifests.filter(({ kind }) => kind === 'Ingress')).match(/"service":\{[^}]*\}/g);
      for (const backend of backends ?? []) expect(backend).toContain('"name":"grafana"');
    });
  });
});
