import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig } from '@framewatch/influxdb-tokens';
import { root } from '../tools.js';
import { composeFile } from './compose-file.js';

const { services } = composeFile();
const init = services['influxdb-init'];

describe('influxdb-init', () => {
  it('has all that the program which makes the tokens needs', () => {
    expect(loadConfig(init?.environment ?? {}, () => 's3cret')).toMatchObject({
      url: new URL('http://influxdb:8086'),
      org: services.influxdb?.environment?.DOCKER_INFLUXDB_INIT_ORG,
      bucket: services.influxdb?.environment?.DOCKER_INFLUXDB_INIT_BUCKET,
      output: { kind: 'folder', folder: '/run/influxdb' },
    });
    expect(init?.secrets?.map((name) => `/run/secrets/${name}`)).toEqual([init?.environment?.INFLUX_TOKEN_FILE]);
    expect(init?.volumes).toEqual(['influxdb-tokens:/run/influxdb']);
  });

  it('runs the program of the exporter’s image, and is built as that is, or compose would look for it in a registry', () => {
    expect(init?.entrypoint).toEqual(['node', '/app/influxdb-tokens/dist/cli.js']);
    expect([init?.image, init?.build]).toEqual([services.exporter?.image, services.exporter?.build]);
    const dockerfile = readFileSync(path.join(root, 'exporter/Dockerfile'), 'utf8');
    expect(dockerfile).toContain('COPY --from=build /src/influxdb-tokens/dist influxdb-tokens/dist');
    // Its user finds the new volume to be its own.
    expect(dockerfile).toContain('RUN install -d -o 1000 -g 1000 /run/influxdb');
    expect(dockerfile).toContain('USER 1000:1000');
  });

  it('alone has the administrator’s token besides the database, and the others wait for it', () => {
    const knowing = Object.entries(services).filter(([, { secrets = [] }]) => secrets.includes('influxdb-admin-token'));
    expect(knowing.map(([name]) => name)).toEqual(['influxdb', 'influxdb-init']);
    for (const [, service] of Object.entries(services)) {
      if (!service.volumes?.includes('influxdb-tokens:/run/influxdb:ro')) continue;
      expect(service.depends_on?.['influxdb-init']).toEqual({ condition: 'service_completed_successfully' });
    }
  });
});
