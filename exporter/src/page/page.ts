import type { HistogramSnapshot } from '@framewatch/protocol';
import { Gauge, type MetricObjectWithValues, type MetricValueWithName, Registry } from 'prom-client';
import type { Family } from './family.js';

/** Label names and values of one series. Any text is a fit value; names are the caller's to choose well. */
export type Labels = Readonly<Record<string, string>>;

/** One line of the page; `metricName` where it is not the family's own: `…_bucket`, `…_sum`, `…_count`. */
interface Sample extends MetricValueWithName<string> {
  /** Written after `labels`, and by prom-client only once for all samples that share the object: half of a page's time. */
  sharedLabels: Labels;
}

const NO_LABELS: Labels = {};

/** What prom-client's registry asks for when it writes a page: a metric whose samples were counted elsewhere. */
class SnapshotMetric extends Gauge {
  readonly type: Family['type'];

  constructor(
    family: Family,
    private readonly samples: Sample[],
    registry: Registry
  ) {
    super({ name: family.name, help: family.help, registers: [registry] });
    this.type = family.type;
  }

  override async get(): Promise<MetricObjectWithValues<Sample>> {
    return { ...(await super.get()), values: this.samples };
  }
}

/** What one family comes to, written. */
interface FamilyPart {
  /** The lines `# HELP` and `# TYPE`. */
  heading: string;
  /** As bytes: while a page is joined, nothing is left to do but to copy them. */
  samples: Buffer;
}

/** A page, or a part of one, written: by the names of the families. */
export type PagePart = ReadonlyMap<string, FamilyPart>;

/**
 * Samples, written by a prom-client registry of their own: two scrapes at once never mix, and what a runner no longer
 * reports is gone.
 */
export class Page {
  readonly #samples = new Map<Family, Sample[]>();
  readonly #bounds = new Map<number | undefined, { le: number | string }>();
  #left: number;

  /** Takes `maxSamples` at most. */
  constructor(maxSamples = Infinity) {
    this.#left = maxSamples;
  }

  /** Whether there was one more than it takes. */
  get full(): boolean {
    return this.#left < 0;
  }

  /** Adds one sample. `shared` is best one object for many samples; `labels` are this sample's own. */
  add(family: Family, value: number, shared: Labels = NO_LABELS, labels: Labels = NO_LABELS): void {
    this.#push(family, { value, labels, sharedLabels: shared });
  }

  /** Adds one histogram; `snapshot.counts` are per bucket, as the protocol has them, and become cumulative here. */
  addHistogram(family: Family, snapshot: HistogramSnapshot, shared: Labels = NO_LABELS): void {
    const metricName = `${family.name}_bucket`;
    let total = 0;
    snapshot.counts.forEach((count, i) => {
      total += count;
      this.#push(family, { metricName, value: total, labels: this.#bound(snapshot.bounds[i]), sharedLabels: shared });
    });
    const rest = { labels: NO_LABELS, sharedLabels: shared };
    this.#push(family, { metricName: `${family.name}_sum`, value: snapshot.sum, ...rest });
    this.#push(family, { metricName: `${family.name}_count`, value: total, ...rest });
  }

  /** Writes Prometheus' text format: families in the order in which they were first added. */
  async render(): Promise<PagePart> {
    const registry = new Registry();
    for (const [family, samples] of this.#samples) new SnapshotMetric(family, samples, registry);
    const names = [...this.#samples.keys()].map(({ name }) => name);
    const texts = await Promise.all(names.map((name) => registry.getSingleMetricAsString(name)));
    return new Map(names.map((name, i) => [name, familyPart(texts[i] ?? '')]));
  }

  #push(family: Family, sample: Sample): void {
    this.#left -= 1;
    if (this.full) return;
    const samples = this.#samples.get(family);
    if (samples) samples.push(sample);
    else this.#samples.set(family, [sample]);
  }

  #bound(bound: number | undefined): { le: number | string } {
    let label = this.#bounds.get(bound);
    if (!label) this.#bounds.set(bound, (label = { le: bound ?? '+Inf' }));
    return label;
  }
}

/**
 * One page of many parts: each family once, with the samples of all parts, in the order of its first. `more` is the text
 * of other families and stands at its end.
 */
export function joinParts(parts: readonly PagePart[], more = ''): Buffer {
  const families = new Map<string, Buffer[]>();
  for (const part of parts) {
    for (const [name, { heading, samples }] of part) {
      const pieces = families.get(name);
      if (pieces) pieces.push(samples);
      else families.set(name, [Buffer.from(families.size === 0 ? heading : `\n${heading}`), samples]);
    }
  }
  return Buffer.concat([...[...families.values()].flat(), Buffer.from(more)]);
}

function familyPart(text: string): FamilyPart {
  const samplesAt = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
  return { heading: text.slice(0, samplesAt), samples: Buffer.from(`${text.slice(samplesAt)}\n`) };
}
