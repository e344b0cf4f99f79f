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
import { neutral } from './thresholds.js';

/** What every panel says: what it shows, what it says without data, and where more is. */
export interface PanelSpec {
  title: string;
  description: string;
  queries: readonly Query[];
  /** Shown in place of data. */
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

/** Gives a builder what its specification says. */
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
/** The same name has the same colour in every panel. */
const byName = () => coloured(dashboard.FieldColorModeId.PaletteClassicByName);

const allSeries = () =>
  new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending);

/** A panel of a plugin that the SDK does not know, with its options. */
export function pluginPanel(type: string, options: object, spec: PanelSpec): dashboard.PanelBuilder {
  return describe(new dashboard.PanelBuilder().type(type).options(options), spec);
}

/** Lines over time, from 0 upwards; the legend lists the newest and the highest value. */
export function graph(spec: PanelSpec): timeseries.PanelBuilder {
  return describe(new timeseries.PanelBuilder(), spec)
    .colorScheme(byName())
    .min(0)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Never)
    .tooltip(allSeries())
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['lastNotNull', 'max'])
    );
}

/** Lines that add up. */
export function stackedGraph(spec: PanelSpec): timeseries.PanelBuilder {
  return graph(spec)
    .fillOpacity(40)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
}

/** The newest value, large, with its course behind it. */
export function figure(spec: PanelSpec): stat.PanelBuilder {
  return describe(new stat.PanelBuilder(), spec)
    .colorScheme(byThreshold())
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.Area)
    .thresholds(neutral());
}

/** Rows and columns. */
export function grid(spec: PanelSpec): table.PanelBuilder {
  return describe(new table.PanelBuilder(), spec).showHeader(true).filterable(true);
}

/** Which state each series was in, over time. */
export function states(spec: PanelSpec): statetimeline.PanelBuilder {
  return describe(new statetimeline.PanelBuilder(), spec)
    .colorScheme(byThreshold())
    .mergeValues(true)
    .showValue(common.VisibilityMode.Never)
    .rowHeight(0.8)
    .lineWidth(0)
    .fillOpacity(80)
    .legend(new common.VizLegendOptionsBuilder().showLegend(false).displayMode(common.LegendDisplayMode.Hidden));
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

/** A bar for each series. */
export function bars(spec: PanelSpec): bargauge.PanelBuilder {
  return describe(new bargauge.PanelBuilder(), spec)
    .colorScheme(byThreshold())
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Gradient)
    .min(0)
    .thresholds(neutral());
}

/** A column of a table: one value of every row. */
export interface Column {
  name: string;
  /** As rows with the labels that they are joined by. */
  query: Query;
  unit?: string;
  decimals?: number;
  mappings?: dashboard.ValueMapping[];
  /** The cell's background by its value. */
  coloured?: Builder<dashboard.ThresholdsConfig>;
}

/** Rows joined from several queries by the labels that they share, each query a column. */
export function columns(spec: Omit<PanelSpec, 'queries' | 'unit'>, wanted: readonly Column[]): table.PanelBuilder {
  const valueOf = (index: number) => `Value #${letter(index)}`;
  const panel = grid({ ...spec, queries: wanted.map(({ query }) => query) })
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: {},
        renameByName: Object.fromEntries(wanted.map(({ name }, index) => [valueOf(index), name])),
      },
    });
  for (const { name, unit = 'none', decimals, mappings, coloured } of wanted) {
    panel.overrideByName(name, [
      { id: 'unit', value: unit },
      ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
      ...(mappings ? [{ id: 'mappings', value: mappings }] : []),
      ...(coloured
        ? [
            { id: 'thresholds', value: coloured.build() },
            { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
          ]
        : []),
    ]);
  }
  return panel;
}
