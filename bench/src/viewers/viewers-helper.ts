import type { VideoMessage } from '@framewatch/protocol';
import { answerQuestions } from '../helper-process.js';
import { HistoryClient } from './history-client.js';
import { Viewer, type ViewerWindow } from './viewer.js';

/** Pictures whose bytes are kept to compare those of the other viewers with. */
const KEPT_PICTURES = 256;

let viewers: Viewer[] = [];
let stuck: Viewer | null = null;
let historyClients: HistoryClient[] = [];
let differing = 0;
const firstCopies = new Map<number, Uint8Array>();

/** Every viewer has to get the same bytes of a picture: then nothing was encoded for one of them. */
function compare({ seq, payload }: VideoMessage): void {
  const first = firstCopies.get(seq);
  if (first) {
    if (Buffer.compare(first, payload) !== 0) differing += 1;
    return;
  }
  firstCopies.set(seq, payload);
  for (const oldest of firstCopies.keys()) {
    if (firstCopies.size <= KEPT_PICTURES) break;
    firstCopies.delete(oldest);
  }
}

const answers = {
  async connect({ port, stream, count }: { port: number; stream: string; count: number }): Promise<void> {
    viewers = Array.from({ length: count }, () => new Viewer(port, stream, compare));
    await Promise.all(viewers.map((viewer) => viewer.started));
  },
  async connectStuck({ port, stream }: { port: number; stream: string }): Promise<void> {
    stuck = new Viewer(port, stream, () => undefined);
    await stuck.started;
    stuck.stopReading();
  },
  /** What each viewer saw since the last question; the one that is stuck is left out. */
  windows(): { windows: ViewerWindow[]; differing: number } {
    return { windows: viewers.map((viewer) => viewer.take()), differing };
  },
  disconnectStuck(): void {
    stuck?.close();
    stuck = null;
  },
  askHistory({ port, stream, count }: { port: number; stream: string; count: number }): void {
    historyClients = Array.from({ length: count }, () => new HistoryClient(port, stream));
  },
  stopAsking(): void {
    for (const client of historyClients) client.stop();
    historyClients = [];
  },
  disconnect(): void {
    for (const viewer of viewers) viewer.close();
    viewers = [];
    firstCopies.clear();
  },
};

export type ViewersQuestions = typeof answers;

answerQuestions(answers, () => answers.disconnect());
