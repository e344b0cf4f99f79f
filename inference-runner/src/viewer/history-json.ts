import type { CountHistory, DetectionHistory, EventHistory } from '@framewatch/protocol';

/**
 * Serialises histories as JSON, and caches: the bytes of an answer as long as the history returns the same object, and
 * the text of each element as long as it is part of an answer. So repeated questions cost next to nothing.
 */
export class HistoryJson {
  readonly #answers = new WeakMap<object, Buffer>();
  readonly #elements = new WeakMap<object, string>();

  detections(history: DetectionHistory): Buffer {
    const { buckets, ...rest } = history;
    return this.#bytes(history, rest, 'buckets', buckets);
  }

  counts(history: CountHistory): Buffer {
    const { buckets, ...rest } = history;
    return this.#bytes(history, rest, 'buckets', buckets);
  }

  events(history: EventHistory): Buffer {
    const { events, ...rest } = history;
    return this.#bytes(history, rest, 'events', events);
  }

  #bytes(history: object, rest: object, key: string, elements: readonly object[]): Buffer {
    let bytes = this.#answers.get(history);
    if (!bytes) {
      const list = elements.map((element) => this.#text(element)).join(',');
      bytes = Buffer.from(`${JSON.stringify(rest).slice(0, -1)},"${key}":[${list}]}`);
      this.#answers.set(history, bytes);
    }
    return bytes;
  }

  #text(element: object): string {
    let text = this.#elements.get(element);
    if (text === undefined) this.#elements.set(element, (text = JSON.stringify(element)));
    return text;
  }
}
