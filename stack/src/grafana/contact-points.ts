import { stringify } from 'yaml';
import type { Environment } from '../alertmanager/index.js';
import { type Addresses, addressesOf } from './addresses.js';

/** One integration of a contact point, as Grafana's file provisioning reads it. */
interface Receiver {
  uid: string;
  type: 'webhook' | 'slack' | 'email';
  disableResolveMessage: boolean;
  settings: Record<string, string | boolean>;
}

const HEADER = `# Whom Grafana tells of its own alerts: written by \`npm run stack:init\`, from the variables GRAFANA_ALERT_… in .env. What
# is not set is left out, as Grafana refuses to start with an empty setting, and logs an error for each alert that it cannot
# deliver. A contact point without any way of telling cannot be provisioned: it gets one that is never used, as the policies
# (policies.yml) mute it.
`;

const NEVER = { orgId: 1, time_intervals: [] };
const ALWAYS = { orgId: 1, time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }] };

/** The uid of every receiver that the file may have: Grafana deletes those that are no longer wanted by their uid. */
const UIDS = [
  'framewatch-webhook',
  'framewatch-slack',
  'framewatch-email',
  'framewatch-nobody',
  'framewatch-information-webhook',
  'framewatch-information-nobody',
];

/**
 * The text of Grafana's contact-points.yml with the receivers that the variables `GRAFANA_ALERT_…` ask for
 * (docs/dashboards.md lists them). Throws an AlertReceiverError for variables that do not fit.
 */
export function renderContactPoints(env: Environment): string {
  const addresses = addressesOf(env);
  const everything = receiversOf(addresses);
  // Alerts of severity info go to the webhook only, which can sort them.
  const information =
    addresses.webhook === undefined ? [] : [webhook('framewatch-information-webhook', addresses.webhook, true)];
  const receivers = {
    everything: everything.length > 0 ? everything : [nobody('framewatch-nobody')],
    information: information.length > 0 ? information : [nobody('framewatch-information-nobody')],
  };
  const used = new Set([...receivers.everything, ...receivers.information].map(({ uid }) => uid));
  return (
    HEADER +
    stringify(
      {
        apiVersion: 1,
        contactPoints: [
          { orgId: 1, name: 'Framewatch', receivers: receivers.everything },
          { orgId: 1, name: 'Framewatch information', receivers: receivers.information },
        ],
        deleteContactPoints: UIDS.filter((uid) => !used.has(uid)).map((uid) => ({ orgId: 1, uid })),
        muteTimes: [
          { name: 'framewatch-nobody-to-tell', ...(everything.length > 0 ? NEVER : ALWAYS) },
          { name: 'framewatch-nobody-to-inform', ...(information.length > 0 ? NEVER : ALWAYS) },
        ],
      },
      // Grafana reads YAML 1.1, where 24:00 without quotes is a number.
      { version: '1.1', singleQuote: true, lineWidth: 0, aliasDuplicateObjects: false }
    )
  );
}

function receiversOf({ webhook: url, slack, email }: Addresses): Receiver[] {
  const receivers: Receiver[] = [];
  if (url !== undefined) receivers.push(webhook('framewatch-webhook', url, false));
  if (slack !== undefined)
    receivers.push({
      uid: 'framewatch-slack',
      type: 'slack',
      disableResolveMessage: false,
      settings: {
        url: literal(slack),
        title: '{{ template "framewatch.title" . }}',
        text: '{{ template "framewatch.text" . }}',
      },
    });
  if (email !== undefined)
    receivers.push({
      uid: 'framewatch-email',
      type: 'email',
      disableResolveMessage: false,
      settings: {
        addresses: literal(email),
        singleEmail: true,
        subject: '{{ template "framewatch.title" . }}',
        message: '{{ template "framewatch.text" . }}',
      },
    });
  return receivers;
}

const webhook = (uid: string, url: string, disableResolveMessage: boolean): Receiver => ({
  uid,
  type: 'webhook',
  disableResolveMessage,
  settings: { url: literal(url), httpMethod: 'POST' },
});

/** Nothing listens on the discard port (9) of a container. */
const nobody = (uid: string): Receiver => webhook(uid, 'http://127.0.0.1:9/nobody', true);

/** Grafana replaces `$NAME` by variables, so a literal `$` is doubled. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');
