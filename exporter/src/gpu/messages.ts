/** What the other lines say of single GPUs, by PCI bus id. */
export interface Reports {
  /** The driver has lost them: they fell off the bus. */
  lost: string[];
  /** Their infoROM, which holds the board's settings and error history, is damaged. */
  inforomCorrupted: string[];
}

/** `0000:01:00.0`, with a domain of four or eight digits. */
const BUS_ID = String.raw`([\da-f]{4,8}:[\da-f]{2}:[\da-f]{2}\.[\da-f])`;
const LOST = new RegExp(String.raw`device handle for gpu\s*${BUS_ID}: (?:gpu is lost|unknown error)`, 'i');
const INFOROM = new RegExp(String.raw`inforom is corrupted at gpu\s*${BUS_ID}`, 'i');

export function readMessages(lines: readonly string[]): Reports {
  const find = (pattern: RegExp): string[] => lines.flatMap((line) => pattern.exec(line)?.slice(1, 2) ?? []).map(busId);
  return { lost: find(LOST), inforomCorrupted: find(INFOROM) };
}

/** A PCI bus id as nvidia-smi has it in its table: upper case, a domain of eight digits. */
export function busId(text: string): string {
  return text
    .trim()
    .toUpperCase()
    .replace(/^[\dA-F]+(?=:)/, (domain) => domain.padStart(8, '0'));
}
