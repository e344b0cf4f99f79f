/** How far a step of the work is. */
export interface Progress {
  readonly step: 'fetch' | 'convert' | 'encode';
  /** What is being worked on, for people. */
  readonly what: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'frames' | 'files';
}

export type OnProgress = (progress: Progress) => void;
