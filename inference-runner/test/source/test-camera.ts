import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const SERVER = path.join(__dirname, '../fixtures/rtsp-server.py');
const PROBE = 'import gi; gi.require_version("GstRtspServer", "1.0"); from gi.repository import GstRtspServer';

/** A Python that has GStreamer's RTSP server; null where none has. */
const python = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', PROBE]).status === 0) ?? null;

/** Why tests with a camera cannot run here; null where they can. */
export const noCamera =
  python === null ? 'needs GStreamer’s RTSP server: apt install python3-gi gir1.2-gst-rtsp-server-1.0' : null;

export interface CameraOptions {
  codec?: 'h264' | 'h264-bare' | 'h264-bframes' | 'mjpeg';
  /** An MP4 with H.264 to send, once, instead of the test picture. */
  file?: string;
  port?: number;
  width?: number;
  height?: number;
  /** A fraction, `25/1` for example. */
  fps?: string;
  /** Pictures from one key frame to the next. */
  gop?: number;
  user?: string;
  password?: string;
}

/** A real RTSP server in a process of its own, which can be killed and stopped like a camera that loses its power. */
export class TestCamera {
  private constructor(
    readonly port: number,
    private readonly process: ChildProcess
  ) {}

  static async start(options: CameraOptions = {}): Promise<TestCamera> {
    if (python === null) throw new Error('no RTSP server here');
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn(python, [SERVER, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const line of createInterface(child.stdout)) return new TestCamera(Number(line), child);
    throw new Error('the RTSP server did not start');
  }

  get url(): string {
    return `rtsp://127.0.0.1:${this.port}/live`;
  }

  /** Silence: connections stay, nothing comes. */
  freeze(): void {
    this.process.kill('SIGSTOP');
  }

  thaw(): void {
    this.process.kill('SIGCONT');
  }

  /** Power off; resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }
}
