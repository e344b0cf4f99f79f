import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { AlertmanagerFileError, AlertReceiverError, renderAlertmanager } from './index.js';

const base = readFileSync(path.join(__dirname, '../../../provisioning/alertmanager/alertmanager.yml'), 'utf8');

interface Config {
  route: unknown;
  inhibit_rules: unknown;
  receivers: Record<string, unknown>[];
}
const render = (env: Record<string, string>) => parse(renderAlertmanager(env, base)) as Config;
const receiver = (env: Record<string, string>, name: string) =>
  render(env).receivers.find((found) => found.name === name);

function problems(env: Record<string, string>): readonly string[] {
  try {
    renderAlertmanager(env, base);
  } catch (error) {
    if (error instanceof AlertReceiverError) return error.problems;
    throw error;
  }
  return [];
}

describe('alertmanager.yml from the environment', () => {
  it('is the one in provisioning/ where nothing is set', () => {
    expect(renderAlertmanager({ ALERT_WEBHOOK_URL: ' ', PATH: '/bin' }, base)).toBe(base);
  });

  it('keeps routes, inhibition and comments', () => {
    const text = renderAlertmanager({ ALERT_WEBHOOK_URL: 'https://hooks.example.org/a' }, base);
    expect(text).toContain('# Without pictures everything else about the stream follows.');
    const { route, inhibit_rules } = parse(text) as Config;
    expect({ route, inhibit_rules }).toEqual({
      route: (parse(base) as Config).route,
      inhibit_rules: (parse(base) as Config).inhibit_rules,
    });
  });

  it('tells a webhook of everything, with a token from a file', () => {
    const env = { ALERT_WEBHOOK_URL: 'https://hooks.example.org/a', ALERT_WEBHOOK_TOKEN_FILE: '/run/secrets/token' };
    const webhook_configs = [
      {
        send_resolved: true,
        url: 'https://hooks.example.org/a',
        http_config: { authorization: { credentials_file: '/run/secrets/token' } },
      },
    ];
    for (const name of ['critical', 'warning', 'info']) expect(receiver(env, name)).toEqual({ name, webhook_configs });
  });

  it('reads the lines of .env.example as they are once they are no comments', () => {
    const example = readFileSync(path.join(__dirname, '../../../.env.example'), 'utf8');
    const env = parseEnv(example.replaceAll(/^# (ALERT_)/gm, '$1')) as Record<string, string>;
    expect(problems(env)).toEqual([]);
    expect(receiver(env, 'critical')).toMatchObject({
      webhook_configs: [{ url: 'https://hooks.example.org/framewatch' }],
      slack_configs: [{ channel: '#cameras' }],
      email_configs: [{ to: 'watch@example.org', smarthost: 'mail.example.org:587' }],
    });
  });

  it('can keep the address of the webhook secret', () => {
    expect(receiver({ ALERT_WEBHOOK_URL_FILE: '/run/secrets/url' }, 'info')).toEqual({
      name: 'info',
      webhook_configs: [{ send_resolved: true, url_file: '/run/secrets/url' }],
    });
  });

  it('tells Slack and people of what is critical and of warnings, not of mere information', () => {
    const env = {
      ALERT_SLACK_URL_FILE: '/run/secrets/slack-url',
      ALERT_SLACK_CHANNEL: '#cameras',
      ALERT_EMAIL_TO: 'watch@example.org',
      ALERT_EMAIL_FROM: 'framewatch@example.org',
      ALERT_SMTP_HOST: 'mail.example.org:587',
      ALERT_SMTP_USER: 'framewatch',
      ALERT_SMTP_PASSWORD_FILE: '/run/secrets/smtp-password',
    };
    expect(receiver(env, 'critical')).toMatchObject({
      slack_configs: [{ api_url_file: '/run/secrets/slack-url', channel: '#cameras' }],
      email_configs: [
        {
          to: 'watch@example.org',
          from: 'framewatch@example.org',
          smarthost: 'mail.example.org:587',
          require_tls: true,
          auth_username: 'framewatch',
          auth_password_file: '/run/secrets/smtp-password',
        },
      ],
    });
    expect(receiver(env, 'warning')).toHaveProperty('email_configs');
    expect(receiver(env, 'info')).toEqual({ name: 'info' });
  });

  it('names every variable that does not fit at once, and never its value', () => {
    const found = problems({
      ALERT_WEBHOOK_URL: 'hooks.example.org/secret',
      ALERT_SLACK_CHANNEL: '#cameras',
      ALERT_EMAIL_TO: 'watch@example.org',
      ALERT_SMTP_HOST: 'mail.example.org',
      ALERT_SMTP_PASSWORD_FILE: 'secrets/password',
      ALERT_SMTP_REQUIRE_TLS: 'maybe',
    });
    expect(found).toEqual([
      'ALERT_WEBHOOK_URL: expected an address that begins with http:// or https://',
      'ALERT_SLACK_URL_FILE: needed with ALERT_SLACK_CHANNEL',
      'ALERT_SMTP_PASSWORD_FILE: expected the path of a file as Alertmanager sees it, beginning with /',
      'ALERT_EMAIL_FROM: needed with ALERT_EMAIL_TO',
      'ALERT_SMTP_USER: needed with ALERT_SMTP_PASSWORD_FILE',
      'ALERT_SMTP_HOST: expected host:port, such as mail.example.org:587',
      'ALERT_SMTP_REQUIRE_TLS: expected true or false',
    ]);
    expect(found.join()).not.toContain('secret/');
  });

  it.each([
    [{ ALERT_WEBHOOK_TOKEN_FILE: '/a' }, 'ALERT_WEBHOOK_URL: needed with ALERT_WEBHOOK_TOKEN_FILE'],
    [{ ALERT_SLACK_URL_FILE: '/a' }, 'ALERT_SLACK_CHANNEL: needed with ALERT_SLACK_URL_FILE'],
    [
      { ALERT_WEBHOOK_URL: 'http://a', ALERT_WEBHOOK_URL_FILE: '/a' },
      'ALERT_WEBHOOK_URL and ALERT_WEBHOOK_URL_FILE: expected one of them',
    ],
  ])('refuses %j', (env, problem) => expect(problems(env)).toEqual([problem]));

  it('refuses a base without its receivers', () => {
    expect(() => renderAlertmanager({ ALERT_WEBHOOK_URL: 'http://a' }, 'receivers: []')).toThrow(
      new AlertmanagerFileError('alertmanager.yml: expected a receiver named critical')
    );
  });
});
