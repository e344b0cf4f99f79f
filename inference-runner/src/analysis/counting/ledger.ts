import type { Direction } from '@framewatch/protocol';
import type { ZoneListener } from './zone-visits.js';

/** Where counts are written down. `name`: a class. */
export interface Ledger extends ZoneListener {
  crossed(line: string, name: string, direction: Direction): void;
}

/** Writes everything into the ledgers that are open at the time. */
export class Ledgers implements Ledger {
  constructor(private readonly open: () => readonly Ledger[]) {}

  entered(zone: string, name: string): void {
    for (const ledger of this.open()) ledger.entered(zone, name);
  }

  left(zone: string, name: string, dwellSeconds: number): void {
    for (const ledger of this.open()) ledger.left(zone, name, dwellSeconds);
  }

  unique(zone: string, name: string): void {
    for (const ledger of this.open()) ledger.unique(zone, name);
  }

  crossed(line: string, name: string, direction: Direction): void {
    for (const ledger of this.open()) ledger.crossed(line, name, direction);
  }
}
