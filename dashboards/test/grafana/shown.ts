import {
  applyFieldOverrides,
  applyNullInsertThreshold,
  createTheme,
  type DataFrame,
  type DataTransformerConfig,
  type DisplayValue,
  type Field,
  type FieldConfigPropertyItem,
  FieldConfigOptionsRegistry,
  type FieldConfigSource,
  FieldType,
  formattedValueToString,
  getFieldDisplayName,
  getFieldDisplayValues,
  identityOverrideProcessor,
  type ReduceDataOptions,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import type { Panel } from '../read.js';

const theme = createTheme();
const COLOURS = ['green', 'yellow', 'orange', 'red', 'blue', 'purple', 'gray', 'text', 'transparent'] as const;

/** A text with the name of its colour, as `Down (red)`. */
export const coloured = (text: string, colour: string | undefined): string => {
  const name = COLOURS.find((one) => sameColour(theme.visualization.getColorByName(one), colour ?? ''));
  return `${text} (${name ?? colour ?? 'none'})`;
};

/** Grafana writes `rgb(…)` as `#…` on the way. */
function sameColour(a: string, b: string): boolean {
  const canonical = (text: string) => {
    const parts = /^rgba?\((\d+), ?(\d+), ?(\d+)(?:, ?([\d.]+))?\)$/.exec(text);
    if (!parts) return text.toLowerCase();
    const hex = (n: string | undefined) => Number(n).toString(16).padStart(2, '0');
    return `#${hex(parts[1])}${hex(parts[2])}${hex(parts[3])}${parts[4] === '0' ? '00' : ''}`;
  };
  return canonical(a) === canonical(b);
}

standardTransformersRegistry.setInit(() =>
  [
    standardTransformers.mergeTransformer,
    standardTransformers.organizeFieldsTransformer,
    standardTransformers.filterFieldsByNameTransformer,
  ].map((transformation) => ({
    id: transformation.id,
    name: transformation.name,
    transformation,
    editor: () => null,
    imageDark: '',
    imageLight: '',
  }))
);

/** Grafana's registry of what a field can be configured with, as far as a panel configures it. */
function registryOf({ defaults, overrides }: FieldConfigSource): FieldConfigOptionsRegistry {
  const ids = [
    ...Object.keys(defaults).filter((key) => key !== 'custom'),
    ...Object.keys((defaults.custom ?? {}) as object).map((key) => `custom.${key}`),
    ...overrides.flatMap(({ properties }) => properties.map(({ id }) => id)),
  ];
  const item = (id: string): FieldConfigPropertyItem => ({
    id,
    path: id.replace(/^custom\./, ''),
    isCustom: id.startsWith('custom.'),
    name: id,
    editor: () => null,
    override: () => null,
    process: identityOverrideProcessor,
    shouldApply: () => true,
    settings: {},
  });
  return new FieldConfigOptionsRegistry(() => [...new Set(ids)].map(item));
}

/** The frames as the panel gets them: after its transformations and with its configuration. */
export async function prepared(panel: Panel, frames: DataFrame[]): Promise<DataFrame[]> {
  const transformations = (panel.transformations ?? []) as DataTransformerConfig[];
  const data = await firstValueFrom(
    transformDataFrame(transformations, frames, { interpolate: (text: string) => text })
  );
  const fieldConfig = configOf(panel);
  return applyFieldOverrides({
    data,
    fieldConfig,
    fieldConfigRegistry: registryOf(fieldConfig),
    replaceVariables: (text) => text,
    theme,
    timeZone: 'utc',
  });
}

function configOf({ fieldConfig }: Panel): FieldConfigSource {
  // JSON has no infinity: Grafana takes a step without a value for the lowest one.
  const text = JSON.stringify(fieldConfig ?? { defaults: {}, overrides: [] });
  return JSON.parse(text, (key, value: unknown) => {
    if (key !== 'steps' || !Array.isArray(value)) return value;
    return (value as { value: number | null }[]).map((step) => ({ ...step, value: step.value ?? -Infinity }));
  }) as FieldConfigSource;
}

const displayed = (value: DisplayValue): string => coloured(formattedValueToString(value), value.color);

/** What a stat or a bar gauge shows: a text and a colour for each value. */
export async function figures(panel: Panel, frames: DataFrame[]): Promise<string[]> {
  const { reduceOptions } = panel.options as { reduceOptions: ReduceDataOptions };
  return getFieldDisplayValues({
    data: await prepared(panel, frames),
    reduceOptions,
    fieldConfig: configOf(panel),
    replaceVariables: (text) => text,
    theme,
    timeZone: 'utc',
  }).map(({ display }) => displayed(display));
}

/** The rows of a table, each column with its text and, where cells are coloured, the colour; `noValue` without columns. */
export async function rows(panel: Panel, frames: DataFrame[]): Promise<Record<string, string>[] | string> {
  const [frame] = await prepared(panel, frames);
  if (!frame || frame.fields.length === 0) return panel.fieldConfig?.defaults.noValue ?? '';
  const cell = (field: Field, row: number): string => {
    const value = field.display?.(field.values[row]) ?? { text: '', numeric: NaN };
    const { cellOptions } = (field.config.custom ?? {}) as { cellOptions?: { type: string } };
    return cellOptions?.type === 'color-background' ? displayed(value) : formattedValueToString(value);
  };
  return Array.from({ length: frame.length }, (_, row) =>
    Object.fromEntries(frame.fields.map((field) => [getFieldDisplayName(field, frame), cell(field, row)]))
  );
}

/**
 * What a state timeline shows of each series, one state after the other, gaps as `nothing`; the text in place of data
 * where it has none. As Grafana 12.4's panel does: it merges values by thresholds where colours come from thresholds.
 */
export async function timeline(
  panel: Panel,
  frames: DataFrame[],
  range: { from: number; to: number }
): Promise<Record<string, string[]> | string> {
  const series = await prepared(panel, frames);
  if (series.length === 0) return panel.fieldConfig?.defaults.noValue ?? '';
  if (!series.some(({ fields }) => fields.some(({ type }) => type === FieldType.time)))
    return 'Data does not have a time field';
  if (panel.fieldConfig?.defaults.color?.mode === 'thresholds') return 'merged by thresholds, without mappings';
  return Object.fromEntries(
    series.map((frame) => {
      const [, value] = gapsIn(frame, range);
      const states = value?.values.map((one: unknown) => (one === null ? 'nothing' : displayed(value.display!(one))));
      const name = getFieldDisplayName(frame.fields[1]!, frame, series);
      return [name, (states ?? []).filter((state, index, all) => state !== all[index - 1])];
    })
  );
}

/** The lines of a graph as Unix times in seconds and values: null where there is a gap. */
export async function lines(
  panel: Panel,
  frames: DataFrame[],
  range: { from: number; to: number }
): Promise<Record<string, [number, number | null][]>> {
  const series = await prepared(panel, frames);
  return Object.fromEntries(
    series.map((frame) => {
      const [time, value] = gapsIn(frame, range);
      const points = (time?.values ?? []).map((at: number, index) => [
        at / 1000,
        value?.values[index] as number | null,
      ]);
      return [getFieldDisplayName(frame.fields[1]!, frame, series), points as [number, number | null][]];
    })
  );
}

const gapsIn = (frame: DataFrame, { from, to }: { from: number; to: number }): Field[] =>
  applyNullInsertThreshold({ frame, refFieldPseudoMin: from * 1000, refFieldPseudoMax: to * 1000 }).fields;
