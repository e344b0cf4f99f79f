/** What is asked of Prometheus and Alertmanager here. */

async function json(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

export interface Target {
  labels: { job: string };
  health: string;
  lastError: string;
}

export interface RuleState {
  name: string;
  health: string;
  lastError?: string;
}

export class PrometheusApi {
  constructor(private readonly url: string) {}

  async targets(): Promise<Target[]> {
    return ((await this.#data('targets')) as { activeTargets: Target[] }).activeTargets;
  }

  async rules(): Promise<RuleState[]> {
    return ((await this.#data('rules')) as { groups: { rules: RuleState[] }[] }).groups.flatMap(({ rules }) => rules);
  }

  /** The value of an expression that has one series; null where it has none. */
  async value(expression: string): Promise<number | null> {
    const { result } = (await this.#data(`query?query=${encodeURIComponent(expression)}`)) as {
      result: { value: [number, string] }[];
    };
    return result[0] ? Number(result[0].value[1]) : null;
  }

  async metricNames(): Promise<string[]> {
    return (await this.#data('label/__name__/values')) as string[];
  }

  async #data(path: string): Promise<unknown> {
    return ((await json(`${this.url}/api/v1/${path}`)) as { data: unknown }).data;
  }
}

export interface Alert {
  fingerprint: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  status: { state: 'active' | 'suppressed' | 'unprocessed'; inhibitedBy: string[] };
}

export class AlertmanagerApi {
  constructor(private readonly url: string) {}

  /** The alert of a stream, while it fires. */
  async alert(alertname: string, stream: string): Promise<Alert | null> {
    const filters = [`alertname="${alertname}"`, `stream="${stream}"`];
    const query = filters.map((filter) => `filter=${encodeURIComponent(filter)}`).join('&');
    return ((await json(`${this.url}/api/v2/alerts?${query}`)) as Alert[])[0] ?? null;
  }
}

/** What Alertmanager posts to a webhook. */
export interface Notification {
  status: 'firing' | 'resolved';
  groupLabels: Record<string, string>;
  alerts: { status: string; labels: Record<string, string>; annotations: Record<string, string> }[];
}
