import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { AlertReceiverError, type Environment } from '../alertmanager/index.js';
import { renderContactPoints } from './index.js';

interface Receiver {
  uid: string;
  type: string;
  disableResolveMessage: boolean;
  settings: Record<string, unknown>;
}
interface ContactPointsFile {
  contactPoints: { name: string; receivers: Receiver[] }[];
  deleteContactPoints: { uid: string }[];
  muteTimes: { name: string; time_intervals: object[] }[];
}
interface Route {
  receiver: string;
  object_matchers?: [string, string, string][];
  mute_time_intervals?: string[];
  routes?: Route[];
}

const provisioning = path.join(__dirname, '../../../provisioning/grafana/alerting');
const { policies } = parse(readFileSync(path.join(provisioning, 'policies.yml'), 'utf8')) as { policies: [Route] };
const [tree] = policies;
const render = (env: Environment) => parse(renderContactPoints(env)) as ContactPointsFile;

const WEBHOOK = { GRAFANA_ALERT_WEBHOOK_URL: 'https://hooks.example.org/a?b=c' };
const SLACK = { GRAFANA_ALERT_SLACK_URL: 'https://hooks.slack.example/services/x' };
const EMAIL = {
  GRAFANA_ALERT_EMAIL_TO: 'a@example.org, b@example.org;',
  GF_SMTP_ENABLED: 'true',
  GF_SMTP_HOST: 'mail.example.org:587',
};

function problems(env: Environment): readonly string[] {
  try {
    renderContactPoints(env);
  } catch (error) {
    if (error instanceof AlertReceiverError) return error.problems;
    throw error;
  }
  return [];
}

/** Grafana's receivers by contact point, as its file provisioning leaves them: it makes and changes, then deletes. */
type Store = ReadonlyMap<string, readonly Receiver[]>;

/** One start of Grafana. Throws where Grafana would not start. */
function provision(before: Store, { contactPoints, deleteContactPoints }: ContactPointsFile): Store {
  const store = new Map([...before].map(([name, receivers]) => [name, [...receivers]]));
  for (const { name, receivers } of contactPoints)
    for (const receiver of receivers) {
      const [owner] = [...store].find(([, others]) => others.some(({ uid }) => uid === receiver.uid)) ?? [name];
      if (owner !== name) throw new Error(`${receiver.uid} is in another contact point`);
      for (const [setting, value] of Object.entries(receiver.settings))
        if (value === '') throw new Error(`${receiver.uid}: ${setting} is empty`);
      store.set(name, [...(store.get(name) ?? []).filter(({ uid }) => uid !== receiver.uid), receiver]);
    }
  const routes = [tree, ...(tree.routes ?? [])];
  for (const { receiver } of routes) if (!store.has(receiver)) throw new Error(`there is no contact point ${receiver}`);
  for (const { uid } of deleteContactPoints)
    for (const [name, receivers] of store) {
      const left = receivers.filter((receiver) => receiver.uid !== uid);
      if (left.length === 0) throw new Error(`contact point ${name} is in use`);
      store.set(name, left);
    }
  return store;
}

/** The receivers that Grafana asks to tell of an alert of that severity; null where it is muted all the time. */
function told(severity: string, file: ContactPointsFile, store: Store): string[] | null {
  const labels: Record<string, string> = { severity, alertname: 'StreamStalled' };
  const fits = ([label, operator, value]: [string, string, string]) =>
    operator === '=' ? labels[label] === value : RegExp(`^(?:${value})$`).test(labels[label] ?? '');
  const route = tree.routes?.find(({ object_matchers = [] }) => object_matchers.every(fits)) ?? tree;
  const isAlways = (name: string) =>
    JSON.stringify(file.muteTimes.find((muteTime) => muteTime.name === name)?.time_intervals) ===
    '[{"times":[{"start_time":"00:00","end_time":"24:00"}]}]';
  if (route.mute_time_intervals?.some(isAlways)) return null;
  return (store.get(route.receiver) ?? []).map(({ type }) => type).sort();
}

/** Every choice of ways of telling, and what they are for. */
const CHOICES = [{}, WEBHOOK, SLACK, EMAIL].flatMap((one) =>
  [{}, WEBHOOK, SLACK, EMAIL].map((other): Environment => ({ ...one, ...other }))
);
const wanted = (env: Environment) => {
  const types = {
    email: env.GRAFANA_ALERT_EMAIL_TO,
    slack: env.GRAFANA_ALERT_SLACK_URL,
    webhook: env.GRAFANA_ALERT_WEBHOOK_URL,
  };
  const all = Object.entries(types).flatMap(([type, address]) => (address === undefined ? [] : [type]));
  return {
    critical: all.length > 0 ? all : null,
    warning: all.length > 0 ? all : null,
    info: all.includes('webhook') ? ['webhook'] : null,
  };
};

describe('contact points of Grafana from the environment', () => {
  it('tell nobody, and fail at nothing, where nothing is set', () => {
    const file = render({ GRAFANA_ALERT_WEBHOOK_URL: ' ', GRAFANA_ALERT_SLACK_URL: '', PATH: '/bin' });
    const store = provision(new Map(), file);
    for (const severity of ['critical', 'warning', 'info', '']) expect(told(severity, file, store)).toBeNull();
  });

  it.each(CHOICES.map((env) => [Object.keys(env).join(' '), env] as const))(
    'tell through what is set, whatever was before: %s',
    (_, env) => {
      const file = render(env);
      for (const before of CHOICES) {
        const store = provision(provision(new Map(), render(before)), file);
        const { critical, warning, info } = wanted(env);
        expect(told('critical', file, store)).toEqual(critical);
        expect(told('warning', file, store)).toEqual(warning);
        expect(told('', file, store)).toEqual(warning);
        expect(told('info', file, store)).toEqual(info);
      }
    }
  );

  it('have the settings that each way wants', () => {
    const [everything, information] = render({ ...WEBHOOK, ...SLACK, ...EMAIL }).contactPoints;
    expect(everything?.receivers.map(({ settings }) => settings)).toEqual([
      { url: 'https://hooks.example.org/a?b=c', httpMethod: 'POST' },
      {
        url: 'https://hooks.slack.example/services/x',
        title: '{{ template "framewatch.title" . }}',
        text: '{{ template "framewatch.text" . }}',
      },
      {
        addresses: 'a@example.org;b@example.org',
        singleEmail: true,
        subject: '{{ template "framewatch.title" . }}',
        message: '{{ template "framewatch.text" . }}',
      },
    ]);
    expect(information?.receivers).toMatchObject([{ type: 'webhook', disableResolveMessage: true }]);
  });

  it('keep a $ from Grafana, which would take it for a variable', () => {
    const [point] = render({ GRAFANA_ALERT_WEBHOOK_URL: 'https://hooks.example.org/$a?b=$$c' }).contactPoints;
    expect(point?.receivers[0]?.settings.url).toBe('https://hooks.example.org/$$a?b=$$$$c');
  });

  it('are those of .env.example once its lines are no comments', () => {
    const example = readFileSync(path.join(__dirname, '../../../.env.example'), 'utf8');
    const env = parseEnv(
      example.replaceAll(/^# (GRAFANA_ALERT_)/gm, '$1').replace('GF_SMTP_ENABLED=false', 'GF_SMTP_ENABLED=true')
    );
    expect(problems(env)).toEqual([]);
    expect(wanted(env).critical).toHaveLength(3);
  });

  it('name every variable that does not fit at once, and never its value', () => {
    const found = problems({
      GRAFANA_ALERT_WEBHOOK_URL: 'hooks.example.org/secret',
      GRAFANA_ALERT_SLACK_URL: 'http://hooks.slack.example/secret',
      GRAFANA_ALERT_EMAIL_TO: 'secret',
      GF_SMTP_HOST: 'mail.example.org',
    });
    expect(found).toEqual([
      'GRAFANA_ALERT_WEBHOOK_URL: expected an address that begins with http:// or https://',
      'GRAFANA_ALERT_SLACK_URL: expected the address of an incoming webhook, which begins with https://',
      'GRAFANA_ALERT_EMAIL_TO: expected addresses, separated by semicolons',
      'GF_SMTP_ENABLED: expected true with GRAFANA_ALERT_EMAIL_TO, and GF_SMTP_HOST',
      'GF_SMTP_HOST: expected host:port with GRAFANA_ALERT_EMAIL_TO, such as mail.example.org:587',
    ]);
    expect(found.join()).not.toContain('secret');
  });

  it('refuse e-mail to nobody', () => {
    expect(problems({ ...EMAIL, GRAFANA_ALERT_EMAIL_TO: ';' })).toEqual([
      'GRAFANA_ALERT_EMAIL_TO: expected addresses, separated by semicolons',
    ]);
  });
});
