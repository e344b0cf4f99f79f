import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@framewatch/influxdb-tokens';
import { ROOT } from '../src/paths.js';
import { build, describeBuilt, type Manifest } from './kustomize.js';
import { workloadsOf } from './workloads.js';

describeBuilt('the Job that makes the tokens of InfluxDB', () => {
  const jobOf = (manifests: readonly Manifest[]) => {
    const [job, ...others] = workloadsOf(manifests).filter(({ kind }) => kind === 'Job');
    expect(others).toEqual([]);
    return job;
  };

  it.each(['overlays/local', 'overlays/gpu'])('of %s has all that the program needs', (folder) => {
    const [container] = jobOf(build(folder))?.containers ?? [];
    const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
    expect(loadConfig(env, () => 's3cret')).toMatchObject({
      url: new URL('http://influxdb:8086'),
      org: 'framewatch',
      bucket: 'framewatch',
      output: { kind: 'secret', secret: 'framewatch' },
    });
    const mounts = (container?.volumeMounts ?? []).map(({ mountPath }) => mountPath);
    expect(mounts).toContain(env.INFLUX_TOKEN_FILE?.replace('/influxdb-admin-token', ''));
  });

  it('runs the program of the image', () => {
    const [container] = jobOf(build('overlays/local'))?.containers ?? [];
    expect(container?.command).toEqual(['node', '/app/influxdb-tokens/dist/cli.js']);
    expect(container?.image).toMatch(/^framewatch\/exporter:/);
    const dockerfile = readFileSync(join(ROOT, 'exporter/Dockerfile'), 'utf8');
    expect(dockerfile).toContain('COPY --from=build /src/influxdb-tokens/dist influxdb-tokens/dist');
  });

  it('may read and change the one secret, and nothing else of the cluster', () => {
    const manifests = build('overlays/local');
    const account = jobOf(manifests)?.pod.serviceAccountName;
    expect(manifests.filter(({ kind }) => /^(Cluster)?Role(Binding)?$/.test(kind))).toMatchObject([
      {
        kind: 'Role',
        rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['framewatch'], verbs: ['get', 'patch'] }],
      },
      { kind: 'RoleBinding', subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'framewatch' }] },
    ]);
  });

  it('makes the keys that runners and Grafana wait for', () => {
    const secrets = workloadsOf(build('overlays/local')).flatMap(({ pod }) =>
      pod.volumes.flatMap(({ secret }) => secret?.items ?? [])
    );
    const keys = secrets.map(({ key }) => key).filter((key) => /^influxdb-.*-token$/.test(key));
    expect(keys).toEqual(expect.arrayContaining(['influxdb-runner-token', 'influxdb-grafana-token']));
  });

  it('is not there where InfluxDB is elsewhere', () => {
    expect(jobOf(build('overlays/cloud'))).toBeUndefined();
  });
});
