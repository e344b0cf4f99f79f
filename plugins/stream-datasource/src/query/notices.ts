import { QueryResultMetaNotice } from '@grafana/data';

/** Returns notices for the panel's title; undefined when there are none. */
export function warnings(...texts: Array<string | undefined>): QueryResultMetaNotice[] | undefined {
  const notices = [...new Set(texts.filter(Boolean))].map((text = '') => ({ severity: 'warning' as const, text }));
  return notices.length > 0 ? notices : undefined;
}
