import type { Labels } from '../page/index.js';
import { busId, readMessages } from './messages.js';
import type { Gpu, Listing, UnreachableGpu } from './parse.js';

/** A gauge that is 1 for the GPUs of which something is true, and 0 for the others. */
export interface Mark {
  /** `uuid`, or `pci_bus_id` or `index` of a GPU whose uuid nobody knows; none where it is not said which GPU it is. */
  labels: Labels;
  value: 0 | 1;
}

/** How the GPUs are, beside what is measured of them. */
export interface Condition {
  lost: Mark[];
  inforomCorrupted: Mark[];
}

export const NOTHING_SAID: Condition = { lost: [], inforomCorrupted: [] };

/** How nvidia-smi ends after it has found a damaged infoROM (its manual, "Return value"). */
const INFOROM_CORRUPTED = 14;
/** GPUs that are remembered. */
const MAX_KNOWN = 256;

interface Place {
  uuid: string;
  busId: string;
  index: string;
}

/** Remembers which GPUs there were, so that one that has gone is missed and one without a uuid is recognised. */
export class KnownGpus {
  readonly #places = new Map<string, Place>();

  /** How the GPUs are by a table; what has gone since an earlier one is lost. */
  judge({ gpus, unreachable, messages }: Listing, exitCode: number): Condition {
    for (const gpu of gpus) this.#remember(gpu);
    const present = new Set(gpus.map(({ uuid }) => uuid));
    const reports = readMessages(messages);
    const gone = [...this.#places.values()].filter(({ uuid }) => !present.has(uuid));
    const lost = [
      ...gone.map(({ uuid }) => ({ uuid })),
      ...unreachable.map((gpu) => labelsOf(gpu, gone)),
      ...this.#named(reports.lost),
    ];
    return {
      lost: marks(present, lost),
      inforomCorrupted: marks(present, this.#corrupted(reports.inforomCorrupted, present, exitCode)),
    };
  }

  /** How the GPUs are by the lines of a run that gave no table: only what they name is known. */
  judgeMessages(lines: readonly string[]): Condition {
    const { lost, inforomCorrupted } = readMessages(lines);
    const none = new Set<string>();
    return { lost: marks(none, this.#named(lost)), inforomCorrupted: marks(none, this.#named(inforomCorrupted)) };
  }

  #remember({ uuid, info }: Gpu): void {
    if (!this.#places.has(uuid) && this.#places.size >= MAX_KNOWN) return;
    this.#places.set(uuid, { uuid, busId: busId(info.pci_bus_id ?? ''), index: info.index ?? '' });
  }

  #named(busIds: readonly string[]): Labels[] {
    const places = [...this.#places.values()];
    return busIds.map((bus): Labels => {
      const place = places.find((candidate) => candidate.busId === bus);
      return place ? { uuid: place.uuid } : { pci_bus_id: bus };
    });
  }

  /** The code alone does not say which GPU it is, unless there is only one. */
  #corrupted(busIds: readonly string[], present: ReadonlySet<string>, exitCode: number): Labels[] {
    if (busIds.length > 0 || exitCode !== INFOROM_CORRUPTED) return this.#named(busIds);
    const [only] = present;
    return [only !== undefined && present.size === 1 ? { uuid: only } : {}];
  }
}

/** The label of a GPU that cannot be reached: that of a GPU which has gone from the same place, if there is one. */
function labelsOf(gpu: UnreachableGpu, gone: readonly Place[]): Labels {
  if (gpu.uuid !== null) return { uuid: gpu.uuid };
  const place =
    gone.find(({ busId: bus }) => bus === gpu.busId) ??
    (gpu.busId === null ? gone.find(({ index }) => index === gpu.index) : undefined);
  if (place) return { uuid: place.uuid };
  return gpu.busId === null ? { index: gpu.index } : { pci_bus_id: gpu.busId };
}

/** One mark per GPU. Where one has no label, it may be any of them, so nothing is said of the others. */
function marks(present: ReadonlySet<string>, marked: readonly Labels[]): Mark[] {
  const unique = new Map(marked.map((labels) => [JSON.stringify(labels), labels]));
  const anyOfThem = unique.has('{}');
  const others = anyOfThem
    ? []
    : [...present].map((uuid) => ({ uuid })).filter((labels) => !unique.has(JSON.stringify(labels)));
  return [
    ...others.map((labels) => ({ labels, value: 0 as const })),
    ...[...unique.values()].map((labels) => ({ labels, value: 1 as const })),
  ];
}
