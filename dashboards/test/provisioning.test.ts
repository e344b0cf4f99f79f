import { renderContactPoints } from '@framewatch/stack';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { PROVISIONING } from '../src/paths.js';
import { DASHBOARD_UIDS, DATA_SOURCE_UIDS, FOLDER } from '../src/uids.js';
import { readRepository, readYaml } from './read.js';
import {
  contactPointsSchema,
  dataSourcesSchema,
  muteTimingsSchema,
  pluginsSchema,
  policiesSchema,
  providersSchema,
  templatesSchema,
} from './schemas.js';

const { datasources } = dataSourcesSchema.parse(readYaml('datasources/framewatch.yml'));
const { datasources: more } = dataSourcesSchema.parse(readYaml('datasources/more-runners.yml'));
const { datasources: ofGpu } = dataSourcesSchema.parse(readYaml('profiles/gpu.yml'));
const { providers } = providersSchema.parse(readYaml('dashboards/framewatch.yml'));
const contactPoints = contactPointsSchema.parse(readYaml('alerting/contact-points.yml'));
const { policies } = policiesSchema.parse(readYaml('alerting/policies.yml'));
const { muteTimes } = muteTimingsSchema.parse(readYaml('alerting/mute-timings.yml'));
const { templates } = templatesSchema.parse(readYaml('alerting/templates.yml'));

/** The variables of every way of telling. */
const ALL_WAYS = {
  GRAFANA_ALERT_WEBHOOK_URL: 'https://hooks.example.org/a',
  GRAFANA_ALERT_SLACK_URL: 'https://hooks.slack.example/x',
  GRAFANA_ALERT_EMAIL_TO: 'a@example.org',
  GF_SMTP_ENABLED: 'true',
  GF_SMTP_HOST: 'mail.example.org:587',
};

describe('the files', () => {
  it('are all known, so that each is tested', () => {
    const yaml = (folder: string) =>
      readdirSync(path.join(PROVISIONING, folder)).filter((name) => name.endsWith('.yml'));
    expect(yaml('datasources').sort()).toEqual(['framewatch.yml', 'more-runners.yml']);
    expect(yaml('profiles')).toEqual(['gpu.yml']);
    expect(yaml('dashboards')).toEqual(['framewatch.yml']);
    expect(yaml('plugins')).toEqual(['framewatch.yml']);
    expect(yaml('alerting').sort()).toEqual([
      'contact-points.yml',
      'mute-timings.yml',
      'policies.yml',
      'rules-influxdb.yml',
      'rules-prometheus.yml',
      'templates.yml',
    ]);
    expect(pluginsSchema.parse(readYaml('plugins/framewatch.yml')).apps).toEqual([]);
  });
});

describe('data sources', () => {
  const byUid = new Map(datasources.map((source) => [source.uid, source]));

  it('have the uids that dashboards and alerts name', () => {
    expect(datasources.map(({ uid }) => uid).sort()).toEqual(Object.values(DATA_SOURCE_UIDS).sort());
  });

  it('have a type that is installed', () => {
    expect(byUid.get(DATA_SOURCE_UIDS.streams)?.type).toBe(
      (JSON.parse(readRepository('plugins/stream-datasource/src/plugin.json')) as { id: string }).id
    );
    expect(byUid.get(DATA_SOURCE_UIDS.flux)?.jsonData).toMatchObject({ version: 'Flux', defaultBucket: 'framewatch' });
    expect(byUid.get(DATA_SOURCE_UIDS.influxql)?.jsonData).toMatchObject({ dbName: 'framewatch' });
  });

  it('refer to the Alertmanager that is there', () => {
    expect(byUid.get(DATA_SOURCE_UIDS.prometheus)?.jsonData?.alertmanagerUid).toBe(DATA_SOURCE_UIDS.alertmanager);
  });

  it('of further runners are none, but where a profile has one: of the same type, with a uid and a name of its own', () => {
    expect(more).toEqual([]);
    expect(ofGpu.map(({ type }) => type)).toEqual([byUid.get(DATA_SOURCE_UIDS.streams)?.type]);
    const all = [...datasources, ...ofGpu];
    for (const names of [all.map(({ uid }) => uid), all.map(({ name }) => name)])
      expect(new Set(names).size).toBe(all.length);
  });

  it('hold no secret, only paths of files with them', () => {
    for (const { secureJsonData = {} } of [...datasources, ...ofGpu])
      for (const value of Object.values(secureJsonData)) expect(value).toMatch(/^(Token )?\$__file\{\/run\/[\w/-]+\}$/);
  });

  it('have addresses without a slash at the end, which the proxy would double', () => {
    for (const { url } of [...datasources, ...ofGpu]) expect(url).not.toMatch(/\/$/);
  });
});

describe('dashboards', () => {
  it('come into the folder with the fixed uid and cannot be saved over', () => {
    expect(providers).toHaveLength(1);
    expect(providers[0]).toMatchObject({ folder: FOLDER.title, folderUid: FOLDER.uid, allowUiUpdates: false });
  });

  it('are the ones with fixed uids', () => {
    const files = readdirSync(path.join(PROVISIONING, 'dashboards')).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual(
      Object.values(DASHBOARD_UIDS)
        .map((uid) => `${uid}.json`)
        .sort()
    );
  });
});

describe('contact points', () => {
  it('are those that stack:init writes where nothing is set: nobody is told', () => {
    expect(readRepository('provisioning/grafana/alerting/contact-points.yml')).toBe(renderContactPoints({}));
  });

  it('use templates that are defined', () => {
    const defined = templates.flatMap(({ template }) =>
      [...template.matchAll(/\{\{ define "([\w.]+)" -?\}\}/g)].map(([, name]) => name)
    );
    const used = [...renderContactPoints(ALL_WAYS).matchAll(/template \\?"([\w.]+)/g)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(0);
    expect(defined).toEqual(expect.arrayContaining(used));
  });
});

describe('docker-compose.yml', () => {
  const compose = readRepository('docker-compose.yml');

  it('mounts the contact points that stack:init writes', () => {
    expect(compose).toContain(
      './secrets/grafana-contact-points.yml:/etc/grafana/provisioning/alerting/contact-points.yml:ro'
    );
  });

  it('mounts every file with a secret', () => {
    for (const [, folder = '', name = ''] of JSON.stringify(datasources).matchAll(
      /\$__file\{(\/run\/\w+)\/([\w-]+)\}/g
    ))
      expect(compose).toMatch(folder === '/run/secrets' ? new RegExp(`^  ${name}: \\{ file:`, 'm') : `:${folder}:ro`);
  });
});

describe('notification policies', () => {
  const routes = policies.flatMap((policy) => policy.routes);

  it('tell contact points that exist', () => {
    const names = contactPoints.contactPoints.map(({ name }) => name);
    for (const { receiver } of [...policies, ...routes]) expect(names).toContain(receiver);
  });

  it('are muted at times that exist', () => {
    const names = [...muteTimes, ...contactPoints.muteTimes].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const muted = routes.flatMap(({ mute_time_intervals = [] }) => mute_time_intervals);
    expect(muted.length).toBeGreaterThan(0);
    for (const name of muted) expect(names).toContain(name);
  });

  it('never mute what is critical while there is somebody to tell', () => {
    for (const { object_matchers, mute_time_intervals } of routes)
      if (object_matchers.some(([label, , value]) => label !== 'severity' || value !== 'info'))
        expect(mute_time_intervals).toEqual(['framewatch-nobody-to-tell']);
  });
});
