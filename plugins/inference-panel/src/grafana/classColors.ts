import type { ConfigOverrideRule, FieldConfigSource, GrafanaTheme2 } from '@grafana/data';

interface ColorRule {
  matches: (className: string) => boolean;
  color: string;
}

/**
 * The colour of each class: a field override of its name with a fixed colour, else the fixed colour of the whole panel,
 * else its place in the theme's palette. The same class has the same colour in every panel of a stream, because its
 * place is that in the model's labels.
 */
export function classColors(theme: GrafanaTheme2, { defaults, overrides }: FieldConfigSource, stream: string) {
  const { palette, getColorByName } = theme.visualization;
  // As in Grafana, the last of several overrides wins.
  const rules = overrides
    .map(colorRule)
    .filter((rule) => rule !== null)
    .reverse();
  const common = fixedColor(defaults.color);
  const cache = new Map<string, string>();
  return (className: string, index: number): string => {
    const key = `${index} ${className}`;
    let color = cache.get(key);
    if (color === undefined) {
      // The editor offers names of fields, which begin with the stream's name when a query has several streams.
      const names = [className, `${stream}: ${className}`];
      const chosen = rules.find((rule) => names.some(rule.matches))?.color ?? common;
      const place = index >= 0 ? index : hash(className);
      color = getColorByName(chosen ?? palette[place % palette.length] ?? 'green');
      cache.set(key, color);
    }
    return color;
  };
}

/** The colour of each track: its place in the theme's palette, so that it is the same in every panel and stays. */
export function trackColors({ visualization: { palette, getColorByName } }: GrafanaTheme2) {
  return (track: number): string => getColorByName(palette[track % palette.length] ?? 'green');
}

function colorRule({ matcher, properties }: ConfigOverrideRule): ColorRule | null {
  const value: unknown = properties.find(({ id }) => id === 'color')?.value;
  const color = fixedColor(value);
  const options: unknown = matcher.options;
  if (color === null || typeof options !== 'string') {
    return null;
  }
  if (matcher.id === 'byName') {
    return { matches: (className) => className === options, color };
  }
  const pattern = matcher.id === 'byRegexp' ? regexp(options) : null;
  return pattern && { matches: (className) => pattern.test(className), color };
}

function fixedColor(value: unknown): string | null {
  const isFixed = typeof value === 'object' && value !== null && 'mode' in value && value.mode === 'fixed';
  return isFixed && 'fixedColor' in value && typeof value.fixedColor === 'string' ? value.fixedColor : null;
}

/** Grafana lets users write `/pattern/flags` as well as a bare pattern. */
function regexp(text: string): RegExp | null {
  const delimited = /^\/(.*)\/([a-z]*)$/s.exec(text);
  try {
    return new RegExp(delimited?.[1] ?? text, (delimited?.[2] ?? '').replace('g', ''));
  } catch {
    return null;
  }
}

function hash(text: string): number {
  let value = 0;
  for (const letter of text) {
    value = (value * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  }
  return value;
}
