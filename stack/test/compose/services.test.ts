import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { root } from '../tools.js';
import { composeFile } from './compose-file.js';

const file = composeFile();
/** Services that do one thing and end; others wait for that. */
const ONE_SHOT = ['influxdb-init'];

describe.each(Object.entries(file.services))('service %s', (name, service) => {
  it('is pinned to a version', () => {
    expect(service.image).toMatch(/:v?\d+\.\d+[\w.-]*$/);
    expect(service.image).not.toContain('latest');
  });

  it('says whether it is well', () => {
    if (ONE_SHOT.includes(name)) expect(service.healthcheck).toEqual({ disable: true });
    else expect(service.healthcheck).toMatchObject({ test: expect.anything() as unknown, interval: '10s' });
  });

  it('comes back after a failure', () => {
    expect(service.restart).toBe(ONE_SHOT.includes(name) ? 'on-failure:5' : 'unless-stopped');
  });

  it('cannot take the whole machine', () => {
    const { memory, pids } = service.deploy?.resources.limits ?? {};
    expect(memory).toMatch(/^\d+[MG]$/);
    expect(pids).toBeGreaterThan(0);
    expect(service.logging).toMatchObject({ options: { 'max-size': '10m' } });
  });

  it('starts on a machine with one CPU: Docker refuses a limit above what there is', () => {
    // Compose takes 0 for no limit.
    expect(Number(service.deploy?.resources.limits.cpus ?? 0)).toBe(0);
    expect(service).not.toHaveProperty('cpus');
  });

  it('has few rights', () => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.privileged).toBeUndefined();
    const more: Record<string, string[]> = {
      cadvisor: ['DAC_READ_SEARCH', 'SYSLOG', 'SYS_PTRACE'],
      'dcgm-exporter': ['SYS_ADMIN'],
    };
    expect(service.cap_add).toEqual(more[name]);
  });

  it('is not root', () => {
    const user = service.build ? userOfImage(service.build) : (service.user ?? 'of the image');
    // They read what only root may.
    if (['cadvisor', 'dcgm-exporter'].includes(name)) expect(user).toBe('0:0');
    else expect(user).toMatch(/^[1-9]\d*:\d+$/);
  });

  it('mounts what exists, or what stack:init makes, or what the host has', () => {
    const made = ['alertmanager', 'alertmanager.yml', 'grafana', 'grafana-contact-points.yml'].map(
      (name) => `./secrets/${name}`
    );
    for (const [source = ''] of (service.volumes ?? []).map((volume) => volume.split(':'))) {
      if (source.startsWith('./plugins/')) expect(existsSync(path.join(root, path.dirname(source)))).toBe(true);
      else if (source.startsWith('.')) expect(made.includes(source) || existsSync(path.join(root, source))).toBe(true);
      else if (!source.startsWith('/')) expect(Object.keys(file.volumes)).toContain(source);
    }
    for (const env of service.env_file ?? []) {
      if (typeof env === 'string') expect(existsSync(path.join(root, env))).toBe(true);
      else expect(env).toEqual({ path: './secrets/cameras.env', required: false });
    }
  });

  it('changes nothing of the host', () => {
    for (const volume of service.volumes ?? []) if (/^[./]/.test(volume)) expect(volume).toMatch(/:ro(,rslave)?$/);
  });

  it('gets secrets as files, and only ones that there are', () => {
    for (const secret of service.secrets ?? []) expect(Object.keys(file.secrets)).toContain(secret);
    const variables = {
      ...service.environment,
      ...readEnvFiles((service.env_file ?? []).filter((entry) => typeof entry === 'string')),
    };
    for (const [variable, value] of Object.entries(variables)) {
      if (/(PASSWORD|TOKEN|SECRET|KEY|CONNSTR)/.test(variable)) {
        expect(variable).toMatch(/_FILE$/);
        // That of the mail server, which need not be.
        if (variable !== 'GF_SMTP_PASSWORD__FILE')
          expect(service.secrets).toContain(value.replace('/run/secrets/', ''));
      }
    }
  });
});

/** The user that the last stage, or the one that is named, ends up with. */
function userOfImage({ dockerfile, target }: { dockerfile: string; target?: string }): string {
  const stages = readFileSync(path.join(root, dockerfile), 'utf8').split(/^FROM /m);
  const last = stages.at(-1) ?? '';
  const wanted = target ?? (last.includes('\n') && /^USER/m.test(last) ? undefined : last.trim());
  const stage = wanted === undefined ? last : stages.find((text) => text.split('\n')[0]?.endsWith(` AS ${wanted}`));
  return /^USER (\S+)/m.exec(stage ?? '')?.[1] ?? 'root';
}

function readEnvFiles(files: readonly string[]): Record<string, string> {
  return Object.assign({}, ...files.map((name) => parseEnv(readFileSync(path.join(root, name), 'utf8')))) as Record<
    string,
    string
  >;
}
