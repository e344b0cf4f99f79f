import { z } from 'zod';

/**
 * The files that Grafana is provisioned with, as its documentation describes them ("Provision Grafana" and "Use
 * configuration files to provision alerting resources", Grafana 12). Strict: a key that it does not know is a mistake.
 */
const file = <T extends z.ZodRawShape>(shape: T) => z.strictObject({ apiVersion: z.literal(1), ...shape });

const uid = z.string().regex(/^[\w-]{1,40}$/);
const duration = z.string().regex(/^\d+[smhd]$/);
const orgId = z.literal(1);

export const dataSourcesSchema = file({
  prune: z.boolean(),
  datasources: z.array(
    z.strictObject({
      name: z.string(),
      uid,
      type: z.enum(['framewatch-stream-datasource', 'prometheus', 'influxdb', 'alertmanager']),
      access: z.literal('proxy'),
      version: z.int().positive(),
      url: z.url(),
      jsonData: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).optional(),
      secureJsonData: z.record(z.string(), z.string()).optional(),
    })
  ),
});

export const providersSchema = file({
  providers: z.array(
    z.strictObject({
      name: z.string(),
      orgId,
      type: z.literal('file'),
      folder: z.string(),
      folderUid: uid,
      disableDeletion: z.boolean(),
      allowUiUpdates: z.boolean(),
      updateIntervalSeconds: z.int().positive(),
      options: z.strictObject({ path: z.string().startsWith('/'), foldersFromFilesStructure: z.boolean() }),
    })
  ),
});

export const pluginsSchema = file({ apps: z.array(z.strictObject({ type: z.string(), orgId })) });

const ruleQuery = z.strictObject({
  refId: z.string().regex(/^[A-Z]$/),
  datasourceUid: z.string(),
  relativeTimeRange: z.strictObject({ from: z.int().nonnegative(), to: z.int().nonnegative() }),
  model: z.looseObject({ refId: z.string(), datasource: z.object({ type: z.string(), uid: z.string() }) }),
});

export const ruleSchema = z.strictObject({
  uid,
  title: z.string().max(190),
  condition: z.string(),
  data: z.array(ruleQuery).min(2),
  dashboardUid: uid,
  panelId: z.int().positive(),
  noDataState: z.enum(['OK', 'NoData', 'Alerting', 'KeepLast']),
  execErrState: z.enum(['OK', 'Error', 'Alerting', 'KeepLast']),
  for: duration,
  keepFiringFor: duration.optional(),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.url() }),
  labels: z.record(z.string().regex(/^[a-z_]+$/), z.string()),
  isPaused: z.literal(false),
});
export type Rule = z.infer<typeof ruleSchema>;

export const rulesSchema = file({
  groups: z.array(
    z.strictObject({
      orgId,
      name: z.string(),
      folder: z.string(),
      interval: duration,
      rules: z.array(ruleSchema).min(1),
    })
  ),
});

const receiver = <T extends string, S extends z.ZodRawShape>(type: T, settings: S) =>
  z.strictObject({
    uid,
    type: z.literal(type),
    disableResolveMessage: z.boolean(),
    settings: z.strictObject(settings),
  });

const time = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/);

const muteTime = z.strictObject({
  orgId,
  name: z.string(),
  time_intervals: z.array(
    z.strictObject({
      times: z.array(z.strictObject({ start_time: time, end_time: time })).optional(),
      weekdays: z.array(z.string().regex(/^[a-z]+day(:[a-z]+day)?$/)).optional(),
      location: z.string().optional(),
    })
  ),
});

/** A setting that is required: Grafana does not start where it is empty. */
const required = z.string().min(1);

export const contactPointsSchema = file({
  contactPoints: z.array(
    z.strictObject({
      orgId,
      name: z.string(),
      // Without any receiver Grafana makes no contact point.
      receivers: z
        .array(
          z.discriminatedUnion('type', [
            receiver('webhook', { url: z.url(), httpMethod: z.enum(['POST', 'PUT']) }),
            receiver('slack', { url: z.url(), title: required, text: required }),
            receiver('email', { addresses: required, singleEmail: z.boolean(), subject: required, message: required }),
          ])
        )
        .min(1),
    })
  ),
  deleteContactPoints: z.array(z.strictObject({ orgId, uid })),
  muteTimes: z.array(muteTime),
});

const matcher = z.tuple([z.string(), z.enum(['=', '!=', '=~', '!~']), z.string()]);
const timing = { group_wait: duration, group_interval: duration.optional(), repeat_interval: duration };

export const policiesSchema = file({
  policies: z.array(
    z.strictObject({
      orgId,
      receiver: z.string(),
      group_by: z.array(z.string()),
      ...timing,
      routes: z.array(
        z.strictObject({
          receiver: z.string(),
          object_matchers: z.array(matcher).min(1),
          mute_time_intervals: z.array(z.string()).optional(),
          ...timing,
        })
      ),
    })
  ),
});

export const muteTimingsSchema = file({ muteTimes: z.array(muteTime) });

export const templatesSchema = file({
  templates: z.array(z.strictObject({ orgId, name: z.string(), template: z.string() })),
});
