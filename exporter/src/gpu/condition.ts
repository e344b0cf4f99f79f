import type { Labels } from '../page/index.js';
import { busId, readMessages } from './messages.js';
import type { Gpu, Listing, UnreachableGpu } from './parse.js';

/** One value of a gauge that is 1 for affected GPUs and 0 for the others. */
export interface Mark {
  /** `uuid`, or `pci_bus_id` or `index` of a GPU whose uuid is unknown; no label when the GPU is unknown. */
  labels: Labels;
  value: 0 | 1;
}

/** The condition of the GPUs, beside their measurements. */
export interface Condition {
  lost: Mark[];
  inforomCorrupted: Mark[];
}

export const NO_CONDITION: Condition = { lost: [], inforomCorrupted: [] };

/** How nvidia-smi ends after it has found a damaged infoROM (its manual, "Return value"). */
const INFOROM_CORRUPTED = 14;
/** Most GPUs that are remembered. */
const MAX_KNOWN = 256;

interface Place {
  uuid: string;
  busId: string;
  index: string;
}

/** Remembers the GPUs that were seen, to detect one that is gone and to recognise one without a uuid. */
export class KnownGpus {
  readonly #places = new Map<string, Place>();

  /** Derives the condition from a table; a GPU of an earlier table that is missing is lost. */
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

  /** Derives the condition from the lines of a run without a table: only the GPUs that they name are known. */
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

  /** The exit code alone does not tell which GPU it means, unless there is only one. */
  #corrupted(busIds: readonly string[], present: ReadonlySet<string>, exitCode: number): Labels[] {
    if (busIds.length > 0 || exitCode !== INFOROM_CORRUPTED) return this.#named(busIds);
    const [only] = present;
    return [only !== undefined && present.size === 1 ? { uuid: only } : {}];
  }
}

/**
 * Returns the label of a GPU that cannot be reached: that of a missing GPU with the same bus id or index, if there is
 * one.
 */
function labelsOf(gpu: UnreachableGpu, gone: readonly Place[]): Labels {
  if (gpu.uuid !== null) return { uuid: gpu.uuid };
  const place =
    gone.find(({ busId: bus }) => bus === gpu.busId) ??
    (gpu.busId === null ? gone.find(({ index }) => index === gpu.index) : undefined);
  if (place) return { uuid: place.uuid };
  return gpu.busId === null ? { index: gpu.index } : { pci_bus_id: gpu.busId };
}

/** Returns one mark per GPU. A mark without a label may mean any GPU, so the others get none then. */
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
