import { AlertReceiverError, type Environment } from '../alertmanager/index.js';

/** The addresses that Grafana sends alerts to. Those that are not set are absent. */
export interface Addresses {
  webhook?: string;
  slack?: string;
  /** Separated by semicolons. */
  email?: string;
}

/** Reads the addresses from `GRAFANA_ALERT_…`. Throws an AlertReceiverError that names every problem, but no value. */
export function addressesOf(env: Environment): Addresses {
  const problems: string[] = [];
  const value = (name: string): string | undefined => {
    const text = env[name]?.trim() ?? '';
    return text === '' ? undefined : text;
  };
  const address = (name: string, protocols: string[], expected: string): string | undefined => {
    const text = value(name);
    const fits = text === undefined || (URL.canParse(text) && protocols.includes(new URL(text).protocol));
    if (!fits) problems.push(`${name}: expected ${expected}`);
    return text;
  };

  const webhook = address(
    'GRAFANA_ALERT_WEBHOOK_URL',
    ['http:', 'https:'],
    'an address that begins with http:// or https://'
  );
  const slack = address(
    'GRAFANA_ALERT_SLACK_URL',
    ['https:'],
    'the address of an incoming webhook, which begins with https://'
  );
  const email = value('GRAFANA_ALERT_EMAIL_TO');
  const people = email?.split(/[;,\n]/).map((person) => person.trim()) ?? [];
  const named = people.filter((person) => person !== '');
  if (email !== undefined && (named.length === 0 || named.some((person) => !/^[^\s@]+@[^\s@]+$/.test(person))))
    problems.push('GRAFANA_ALERT_EMAIL_TO: expected addresses, separated by semicolons');
  if (email !== undefined && value('GF_SMTP_ENABLED') !== 'true')
    problems.push('GF_SMTP_ENABLED: expected true with GRAFANA_ALERT_EMAIL_TO, and GF_SMTP_HOST');
  if (email !== undefined && !/^[^\s:]+:\d+$/.test(value('GF_SMTP_HOST') ?? ''))
    problems.push('GF_SMTP_HOST: expected host:port with GRAFANA_ALERT_EMAIL_TO, such as mail.example.org:587');
  if (problems.length > 0) throw new AlertReceiverError(problems);

  return {
    ...(webhook !== undefined && { webhook }),
    ...(slack !== undefined && { slack }),
    ...(named.length > 0 && { email: named.join(';') }),
  };
}
