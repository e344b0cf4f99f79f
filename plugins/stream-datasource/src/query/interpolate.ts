import { ScopedVars } from '@grafana/data';
import { TemplateSrv } from '@grafana/runtime';
import { StreamQuery } from '../types';

/** Stands between the values of a multi-value variable; it occurs in no stream id and in no class name. */
const SEPARATOR = '\u0000';

/** The values that a text with template variables stands for: one, or several when a variable has several. */
export function valuesOf(text: string, templateSrv: TemplateSrv, scopedVars: ScopedVars): string[] {
  const joined = templateSrv.replace(text, scopedVars, (value: string | string[]) =>
    Array.isArray(value) ? value.join(SEPARATOR) : value
  );
  return unique(joined.split(SEPARATOR).map((value) => value.trim()));
}

/** The streams that a text stands for: variables resolved, several separated by commas, as Explore gets them. */
export function streamsIn(text: string, templateSrv: TemplateSrv, scopedVars: ScopedVars): string[] {
  return unique(valuesOf(text, templateSrv, scopedVars).flatMap((value) => value.split(',').map((id) => id.trim())));
}

/** The same query with every variable resolved into plain text, for Explore and for panels that are copied. */
export function interpolateQuery(query: StreamQuery, templateSrv: TemplateSrv, scopedVars: ScopedVars): StreamQuery {
  const all = (names: string[] | undefined) => names?.flatMap((name) => valuesOf(name, templateSrv, scopedVars));
  return {
    ...query,
    stream: query.stream && templateSrv.replace(query.stream, scopedVars, 'csv'),
    classes: all(query.classes),
    zones: all(query.zones),
    lines: all(query.lines),
    types: all(query.types),
  };
}

function unique(values: string[]): string[] {
  return [...new Set(values.filter(Boolean))];
}
