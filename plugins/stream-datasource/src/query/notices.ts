import { QueryResultMetaNotice } from '@grafana/data';

/** What a panel says beside its title; undefined where there is nothing to say. */
export function warnings(...texts: Array<string | undefined>): QueryResultMetaNotice[] | undefined {
  const notices = [...new Set(texts.filter(Boolean))].map((text = '') => ({ severity: 'warning' as const, text }));
  return notices.length > 0 ? notices : undefined;
}
