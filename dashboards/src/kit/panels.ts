import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { Link } from './links.js';
import type { Query } from './queries.js';
import { inPlaceOfFigure, NO_DATA, nothing } from './states.js';
import { neutral } from './thresholds.js';

/** Texts and links of every panel: description, text without data, links. */
export interface PanelSpec {
  title: string;
  description: string;
  queries: readonly Query[];
  /** Shown in place of data: true whatever the reason is, also when the data source is dead. */
  noData: string;
  /** To the next level of detail. */
  links: readonly Link[];
  /** Of the values, in Grafana's words: `s`, `percentunit`, `short`. */
  unit?: string;
  /** From a value to more about it. */
  dataLinks?: readonly Link[];
}

/** What all panel builders of the SDK can do. */
interface PanelBuilder<B> extends Builder<dashboard.Panel> {
  title(title: string): B;
  description(description: string): B;
  datasource(datasource: common.DataSourceRef): B;
  targets(targets: Builder<Dataquery>[]): B;
  noValue(text: string): B;
  links(links: Builder<dashboard.DashboardLink>[]): B;
  dataLinks(links: Builder<dashboard.DashboardLink>[]): B;
  unit(unit: string): B;
}

/** Grafana's names for a panel's queries: A, B, C, … */
const letter = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);

const MIXED: common.DataSourceRef = { type: 'datasource', uid: '-- Mixed --' };

/** Applies a specification to a builder. */
function describe<B extends PanelBuilder<B>>(builder: B, spec: PanelSpec): B {
  const sources = new Map(spec.queries.map(({ source }) => [source.uid, source]));
  const [first, ...others] = sources.values();
  if (!first) throw new Error(`panel "${spec.title}" has no query: give it one`);
  builder
    .title(spec.title)
    .description(spec.description)
    .datasource(others.length === 0 ? first : MIXED)
    .targets(spec.queries.map((query, index) => query.build(letter(index))))
    .noValue(spec.noData)
    .links([...spec.links]);
  if (spec.unit !== undefined) builder.unit(spec.unit);
  if (spec.dataLinks) builder.dataLinks([...spec.dataLinks]);
  return builder;
}

const coloured = (mode: dashboard.FieldColorModeId) => new dashboard.FieldColorBuilder().mode(mode);
const byThreshold = () => coloured(dashboard.FieldColorModeId.Thresholds);
/**
 * One after the other from a palette, whose first ones are easy to tell apart. Colours made from names may be alike.
 */
const byOrder = () => coloured(dashboard.FieldColorModeId.PaletteClassic);
/** For what has no colour by a mapping. */
const grey = () => coloured(dashboard.FieldColorModeId.Fixed).fixedColor('gray');

/** In a cell of a table or a legend a text in place of data would be cut off. */
const DASH = '–';

const allSeries = () =>
  new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending);

/** A panel of a plugin that the SDK does not know, with its options. */
export function pluginPanel(type: string, options: object, spec: PanelSpec): dashboard.PanelBuilder {
  return describe(new dashboard.PanelBuilder().type(type).options(options), spec);
}

/**
 * Lines over time, from 0 upwards. Where nothing was measured there is no line. The legend lists mean and maximum over
 * the time range: its newest value would be an old one where a series has ended.
 */
export function graph(spec: PanelSpec): timeseries.PanelBuilder {
  return (
    describe(new timeseries.PanelBuilder(), spec)
      .colorScheme(byOrder())
      .min(0)
      .lineWidth(1)
      .fillOpacity(8)
      .spanNulls(false)
      // Draws a value with gaps on both sides as a point.
      .showPoints(common.VisibilityMode.Auto)
      .tooltip(allSeries())
      .legend(
        new common.VizLegendOptionsBuilder()
          .displayMode(common.LegendDisplayMode.Table)
          .placement(common.LegendPlacement.Bottom)
          .showLegend(true)
          .calcs(['mean', 'max'])
      )
      .overrideByRegexp('/.*/', [{ id: 'noValue', value: DASH }])
  );
}

/** The colours of lines whose names are known. */
export function lineColours<B extends timeseries.PanelBuilder>(panel: B, colours: Readonly<Record<string, string>>): B {
  for (const [name, fixedColor] of Object.entries(colours))
    panel.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  return panel;
}

/** Lines that add up. */
export function stackedGraph(spec: PanelSpec): timeseries.PanelBuilder {
  return graph(spec)
    .fillOpacity(40)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
}

/**
 * One value at the end of the time range, large. Its queries are instant ones: the last value of a series over a range
 * is an old one where the series has ended. Where there is no value it says why, see STATE, or `noData`.
 */
export function figure(spec: Omit<PanelSpec, 'noData'> & { noData?: string }): stat.PanelBuilder {
  const { noData = NO_DATA } = spec;
  return describe(new stat.PanelBuilder(), { ...spec, noData })
    .colorScheme(byThreshold())
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['last']))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .mappings(inPlaceOfFigure(noData))
    .thresholds(neutral());
}

/** Rows and columns. */
export function grid(spec: PanelSpec): table.PanelBuilder {
  return describe(new table.PanelBuilder(), spec)
    .showHeader(true)
    .filterable(true)
    .overrideByRegexp('/.*/', [{ id: 'noValue', value: DASH }]);
}

/** A column of texts of any length, in several lines where it has to be, and the widths of the others, in pixels. */
export function textColumn<B extends table.PanelBuilder>(
  panel: B,
  text: string,
  widths: Readonly<Record<string, number>>
): B {
  panel.overrideByName(text, [
    { id: 'custom.wrapText', value: true },
    // Grafana 12.3 and before.
    { id: 'custom.cellOptions', value: { type: 'auto', wrapText: true } },
  ]);
  for (const [name, width] of Object.entries(widths))
    panel.overrideByName(name, [{ id: 'custom.width', value: width }]);
  return panel;
}

/**
 * Which state each series was in, over time, in the colours of `mappings`: by thresholds the panel would merge values
 * and ignore mappings.
 */
export function states(spec: PanelSpec & { mappings: dashboard.ValueMapping[] }): statetimeline.PanelBuilder {
  return (
    describe(new statetimeline.PanelBuilder(), spec)
      .colorScheme(grey())
      .mappings(spec.mappings)
      .spanNulls(false)
      // Prometheus answers with a frame without fields where it has no series. The panel would say that a time is
      // missing.
      .withTransformation({ id: 'filterFieldsByName', options: { include: { pattern: '/.*/' } } })
      .mergeValues(true)
      .showValue(common.VisibilityMode.Auto)
      .rowHeight(0.8)
      .lineWidth(0)
      .fillOpacity(80)
      .legend(new common.VizLegendOptionsBuilder().showLegend(false).displayMode(common.LegendDisplayMode.Hidden))
  );
}

/**
 * How a histogram's observations are distributed, over time, in columns of a minute or more. `unit` is that of what was
 * observed.
 */
export function heat(spec: PanelSpec & { unit: string }): heatmap.PanelBuilder {
  return describe(new heatmap.PanelBuilder(), spec)
    .interval('1m')
    .calculate(false)
    .showValue(common.VisibilityMode.Never)
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .fill('dark-orange')
        .exponent(0.5)
        .steps(64)
    )
    .yAxis(new heatmap.YAxisConfigBuilder().unit(spec.unit))
    .cellValues(new heatmap.CellValuesBuilder().unit('short'))
    .filterValues(new heatmap.FilterValueRangeBuilder().le(1e-9));
}

/** A bar for each series, of its value at the end of the time range. */
export function bars(spec: PanelSpec): bargauge.PanelBuilder {
  return describe(new bargauge.PanelBuilder(), spec)
    .colorScheme(byThreshold())
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['last']))
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Gradient)
    .min(0)
    .mappings([nothing(spec.noData)])
    .thresholds(neutral());
}

function background(thresholds: Builder<dashboard.ThresholdsConfig>): dashboard.ThresholdsConfig {
  const { mode, steps } = thresholds.build();
  return { mode, steps: steps.map((step) => (step.color === 'text' ? { ...step, color: 'transparent' } : step)) };
}

/** A column of a table: one value of every row. */
export interface Column {
  name: string;
  /** As rows with the labels that they are joined by. */
  query: Query;
  unit?: string;
  decimals?: number;
  mappings?: dashboard.ValueMapping[];
  /** The cell's background by its value: none where a figure would have the colour of text. */
  coloured?: Builder<dashboard.ThresholdsConfig>;
}

/**
 * Rows joined from several queries by the labels that they share, each query a column. `labels` are the columns before
 * those, in their order: without it the order would follow from which queries have an answer.
 */
export function columns(
  spec: Omit<PanelSpec, 'queries' | 'unit'>,
  labels: readonly string[],
  wanted: readonly Column[]
): table.PanelBuilder {
  // Grafana gives the values of several queries their letters.
  const valueOf = (index: number) => (wanted.length > 1 ? `Value #${letter(index)}` : 'Value');
  const order = [...labels, ...wanted.map((_, index) => valueOf(index))];
  const panel = grid({ ...spec, queries: wanted.map(({ query }) => query) })
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
        renameByName: Object.fromEntries(wanted.map(({ name }, index) => [valueOf(index), name])),
      },
    });
  for (const { name, unit = 'none', decimals, mappings = [], coloured } of wanted) {
    panel.overrideByName(name, [
      { id: 'unit', value: unit },
      ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
      { id: 'mappings', value: [...mappings, nothing(DASH, 'transparent')] },
      ...(coloured
        ? [
            { id: 'thresholds', value: background(coloured) },
            { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
          ]
        : []),
    ]);
  }
  return panel;
}
