import { z } from 'zod';
import type { Manifest } from './kustomize.js';

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.union([z.string(), z.number()]) }) });
const quantities = z.record(z.string(), z.union([z.string(), z.number()]));
const keyRef = z.object({ name: z.string(), key: z.string() });

const container = z.object({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
  env: z
    .array(
      z.object({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z.object({ configMapKeyRef: keyRef }).optional(),
      })
    )
    .default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  resources: z.object({ requests: quantities, limits: quantities }),
  securityContext: z.unknown(),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  volumeMounts: z
    .array(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }))
    .default([]),
});

/** One of several sources of files in one volume: of two with the same path the later one is there. */
const projection = z.union([
  z.strictObject({ configMap: z.object({ name: z.string() }) }),
  z.strictObject({
    secret: z.object({
      name: z.string(),
      items: z.array(z.object({ key: z.string(), path: z.string() })),
      optional: z.boolean(),
    }),
  }),
]);

const podSpec = z.object({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  enableServiceLinks: z.boolean().optional(),
  nodeSelector: z.record(z.string(), z.string()).optional(),
  tolerations: z.array(z.object({ key: z.string() })).optional(),
  securityContext: z.unknown(),
  containers: z.array(container).min(1),
  initContainers: z.array(container).default([]),
  volumes: z
    .array(
      z.object({
        name: z.string(),
        configMap: z.object({ name: z.string() }).optional(),
        secret: z.object({ secretName: z.string(), items: z.array(z.object({ key: z.string() })) }).optional(),
        projected: z.object({ sources: z.array(projection) }).optional(),
        emptyDir: z.object({ sizeLimit: z.string() }).optional(),
        persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
      })
    )
    .default([]),
});

const workloadSpec = z.object({
  serviceName: z.string().optional(),
  // Kubernetes makes that of a Job itself.
  selector: z.object({ matchLabels: z.record(z.string(), z.string()) }).default({ matchLabels: {} }),
  template: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }), spec: podSpec }),
  volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })).default([]),
});

export type Container = z.infer<typeof container>;
export interface Workload extends z.infer<typeof workloadSpec> {
  kind: string;
  name: string;
  labels: Record<string, string>;
  pod: z.infer<typeof podSpec>;
  containers: Container[];
}

/** What makes pods, with the parts that the tests look at. */
export function workloadsOf(manifests: readonly Manifest[]): Workload[] {
  return manifests
    .filter(({ kind }) => ['StatefulSet', 'Deployment', 'DaemonSet', 'Job'].includes(kind))
    .map(({ kind, metadata: { name }, spec }) => {
      const workload = workloadSpec.parse(spec);
      const { spec: pod, metadata } = workload.template;
      return {
        ...workload,
        kind,
        name,
        labels: metadata.labels,
        pod,
        containers: [...pod.containers, ...pod.initContainers],
      };
    });
}

const serviceSpec = z.object({
  clusterIP: z.string().optional(),
  type: z.string().optional(),
  selector: z.record(z.string(), z.string()).default({}),
  ports: z
    .array(z.object({ name: z.string(), port: z.number(), targetPort: z.union([z.string(), z.number()]) }))
    .default([]),
});
export type Service = z.infer<typeof serviceSpec> & { name: string };

export function servicesOf(manifests: readonly Manifest[]): Service[] {
  return manifests
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata: { name }, spec }) => ({ name, ...serviceSpec.parse(spec) }));
}

/** Whether every label asked for is there. */
export function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
