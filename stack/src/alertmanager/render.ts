import { isMap, isSeq, parseDocument } from 'yaml';
import { type Environment, integrationsOf } from './integrations.js';

/** The base file is no Alertmanager configuration that receivers can be added to. */
export class AlertmanagerFileError extends Error {
  override readonly name = 'AlertmanagerFileError';
}

/** The receivers, and the integrations of each. Alerts of severity info go to the webhook only, which can sort them. */
const RECEIVERS = {
  critical: ['webhook_configs', 'slack_configs', 'email_configs'],
  warning: ['webhook_configs', 'slack_configs', 'email_configs'],
  info: ['webhook_configs'],
} as const;

/**
 * The text of an alertmanager.yml: `base` (provisioning/alertmanager/alertmanager.yml) with the receivers that the
 * variables `ALERT_…` ask for, everything else as it is. Without such variables it is `base`.
 *
 * Throws an AlertReceiverError for variables that do not fit, an AlertmanagerFileError for another base.
 */
export function renderAlertmanager(env: Environment, base: string): string {
  const integrations = integrationsOf(env);
  if (Object.keys(integrations).length === 0) return base;

  const document = parseDocument(base);
  const receivers = document.get('receivers');
  for (const [name, uses] of Object.entries(RECEIVERS)) {
    const receiver = isSeq(receivers)
      ? receivers.items.find((item) => isMap(item) && item.get('name') === name)
      : undefined;
    if (!isMap(receiver)) throw new AlertmanagerFileError(`alertmanager.yml: expected a receiver named ${name}`);
    for (const key of uses) if (integrations[key]) receiver.set(key, document.createNode(integrations[key]));
  }
  return document.toString({ lineWidth: 0 });
}
