import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FIXTURES } from './golden.js';

/** A program in the place of nvidia-smi, that notes each of its runs. */
export class FakeNvidiaSmi {
  private constructor(private readonly folder: string) {}

  /** Runs `script`, in which `$@` are the arguments. */
  static of(script: string): FakeNvidiaSmi {
    const fake = new FakeNvidiaSmi(mkdtempSync(path.join(tmpdir(), 'nvidia-smi-')));
    fake.become(script);
    return fake;
  }

  /** Answers from a capture. */
  static from(capture: string): FakeNvidiaSmi {
    return FakeNvidiaSmi.of(FakeNvidiaSmi.script(capture));
  }

  static script(capture: string): string {
    const captures = path.join(FIXTURES, 'nvidia-smi');
    return `exec '${captures}/fake-nvidia-smi.sh' '${captures}/${capture}' "$@"`;
  }

  get command(): string {
    return path.join(this.folder, 'nvidia-smi');
  }

  /** Changes what it does from the next run on. */
  become(script: string): void {
    writeFileSync(this.command, `#!/bin/sh\necho "$@" >> '${this.folder}/runs'\n${script}\n`, { mode: 0o755 });
  }

  /** The arguments of every run so far. */
  get runs(): string[] {
    return readFileSync(path.join(this.folder, 'runs'), 'utf8').trim().split('\n');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
