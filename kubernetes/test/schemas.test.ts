import { build, describeBuilt, type Manifest } from './kustomize.js';
import { schemaErrors, typeErrors } from './schemas.js';

jest.setTimeout(120_000);

const SERVICE: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { ports: [{ port: 80 }] },
};

describe('the check itself', () => {
  it('takes what is right', () => {
    expect(schemaErrors(SERVICE)).toEqual([]);
    expect(typeErrors([SERVICE])).toEqual([]);
  });

  it('finds a wrong type, a key that is missing and a key that does not exist', () => {
    expect(schemaErrors({ ...SERVICE, spec: { ports: [{ port: '80' }] } })).toHaveLength(1);
    expect(schemaErrors({ ...SERVICE, spec: { ports: [{ name: 'web' }] } })).toHaveLength(1);
    const [error] = typeErrors([SERVICE, { ...SERVICE, spec: { ports: [{ port: 80, targetport: 8080 }] } }]);
    expect(error).toContain('targetport');
  });

  it('refuses a kind that does not exist', () => {
    expect(() => schemaErrors({ ...SERVICE, kind: 'Servant' })).toThrow();
  });
});

describeBuilt('what Kubernetes is given', () => {
  it.each(['overlays/local', 'overlays/gpu', 'overlays/cloud', 'test/with-keda'])(
    'is valid for every kind: %s',
    (folder) => {
      const manifests = build(folder);
      expect(manifests.length).toBeGreaterThan(10);
      expect(manifests.flatMap(schemaErrors)).toEqual([]);
      expect(typeErrors(manifests)).toEqual([]);
    }
  );
});
