import { AlertReceiverError } from './errors.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Alertmanager's integrations: the keys of a receiver, each with a list of settings. */
export interface Integrations {
  webhook_configs?: object[];
  slack_configs?: object[];
  email_configs?: object[];
}

/**
 * The receivers that the variables `ALERT_…` ask for (docs/alerts.md lists them). Secrets are paths of files that
 * Alertmanager reads itself; only a webhook's address may stand here. Throws an AlertReceiverError with every problem.
 */
export function integrationsOf(env: Environment): Integrations {
  const problems: string[] = [];
  const value = (name: string) => {
    const text = env[name]?.trim();
    return text === '' ? undefined : text;
  };
  const needs = (name: string, others: string[]) => {
    if (value(name) === undefined) return;
    for (const other of others) if (value(other) === undefined) problems.push(`${other}: needed with ${name}`);
  };
  const filePath = (name: string) => {
    const path = value(name);
    if (path !== undefined && !path.startsWith('/'))
      problems.push(`${name}: expected the path of a file as Alertmanager sees it, beginning with /`);
    return path;
  };

  const webhookUrl = value('ALERT_WEBHOOK_URL');
  const webhookUrlFile = filePath('ALERT_WEBHOOK_URL_FILE');
  const webhookTokenFile = filePath('ALERT_WEBHOOK_TOKEN_FILE');
  if (webhookUrl !== undefined && !isHttp(webhookUrl))
    problems.push('ALERT_WEBHOOK_URL: expected an address that begins with http:// or https://');
  if (webhookUrl !== undefined && webhookUrlFile !== undefined)
    problems.push('ALERT_WEBHOOK_URL and ALERT_WEBHOOK_URL_FILE: expected one of them');
  if (webhookTokenFile !== undefined && webhookUrl === undefined && webhookUrlFile === undefined)
    problems.push('ALERT_WEBHOOK_URL: needed with ALERT_WEBHOOK_TOKEN_FILE');

  const slackUrlFile = filePath('ALERT_SLACK_URL_FILE');
  needs('ALERT_SLACK_URL_FILE', ['ALERT_SLACK_CHANNEL']);
  needs('ALERT_SLACK_CHANNEL', ['ALERT_SLACK_URL_FILE']);

  const smtpHost = value('ALERT_SMTP_HOST');
  const smtpPasswordFile = filePath('ALERT_SMTP_PASSWORD_FILE');
  needs('ALERT_EMAIL_TO', ['ALERT_EMAIL_FROM', 'ALERT_SMTP_HOST']);
  needs('ALERT_SMTP_USER', ['ALERT_SMTP_PASSWORD_FILE']);
  needs('ALERT_SMTP_PASSWORD_FILE', ['ALERT_SMTP_USER']);
  if (smtpHost !== undefined && !/^[^\s:]+:\d+$/.test(smtpHost))
    problems.push('ALERT_SMTP_HOST: expected host:port, such as mail.example.org:587');
  const tls = value('ALERT_SMTP_REQUIRE_TLS') ?? 'true';
  if (tls !== 'true' && tls !== 'false') problems.push('ALERT_SMTP_REQUIRE_TLS: expected true or false');

  if (problems.length > 0) throw new AlertReceiverError(problems);

  return {
    ...((webhookUrl ?? webhookUrlFile) && {
      webhook_configs: [
        {
          send_resolved: true,
          ...(webhookUrl ? { url: webhookUrl } : { url_file: webhookUrlFile }),
          ...(webhookTokenFile && { http_config: { authorization: { credentials_file: webhookTokenFile } } }),
        },
      ],
    }),
    ...(slackUrlFile && {
      slack_configs: [
        {
          send_resolved: true,
          api_url_file: slackUrlFile,
          channel: value('ALERT_SLACK_CHANNEL'),
          title: '{{ template "framewatch.title" . }}',
          text: '{{ template "framewatch.text" . }}',
        },
      ],
    }),
    ...(value('ALERT_EMAIL_TO') && {
      email_configs: [
        {
          send_resolved: true,
          to: value('ALERT_EMAIL_TO'),
          from: value('ALERT_EMAIL_FROM'),
          smarthost: smtpHost,
          require_tls: tls === 'true',
          ...(smtpPasswordFile && { auth_username: value('ALERT_SMTP_USER'), auth_password_file: smtpPasswordFile }),
          headers: { Subject: '{{ template "framewatch.title" . }}' },
          html: '',
          text: '{{ template "framewatch.text" . }}',
        },
      ],
    }),
  };
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
