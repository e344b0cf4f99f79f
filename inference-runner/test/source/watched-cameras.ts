import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import type { StreamTlsConfig } from '../../src/config/index.js';
import { type VideoSource, createSource } from '../../src/source/index.js';
import { makeClip } from './clip.js';
import { Recorder } from './recorder.js';
import { ScriptedCamera, type ScriptedCameraOptions, accessUnits } from './scripted-camera.js';

/** Scripted cameras with a picture for the tests of one file, and sources that watch them; stopped after each of them. */
export function watchedCameras() {
  const folder = mkdtempSync(path.join(tmpdir(), 'framewatch-cameras-'));
  const cameras: ScriptedCamera[] = [];
  const sources: VideoSource[] = [];
  let units: Buffer[];
  beforeAll(async () => {
    const file = path.join(folder, 'clip.h264');
    await makeClip({ path: file, frames: 50, fps: 25 });
    units = accessUnits(readFileSync(file));
  });
  afterEach(async () => {
    for (const source of sources.splice(0)) await source.stop();
    for (const camera of cameras.splice(0)) await camera.stop();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const camera = async (options: ScriptedCameraOptions = {}): Promise<ScriptedCamera> => {
    const started = await ScriptedCamera.start({ units, ...options });
    cameras.push(started);
    return started;
  };

  const watch = (url: string, tls?: Partial<StreamTlsConfig>) => {
    const lines: string[] = [];
    const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
    const source = createSource(
      {
        url,
        pace: 'realtime',
        loop: false,
        stallSeconds: 5,
        ...(tls && { tls: { verify: false, ca: null, fingerprint: null, ...tls } }),
      },
      { log, random: () => 0 }
    );
    sources.push(source);
    const recorder = new Recorder();
    source.start(recorder, recorder);
    return { source, recorder, lines };
  };

  /** Why the first attempt failed. */
  const reasonOf = async (url: string, tls?: Partial<StreamTlsConfig>): Promise<string> => {
    const { recorder } = watch(url, tls);
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    return recorder.reason ?? '';
  };

  const streams = async (url: string, tls?: Partial<StreamTlsConfig>) => {
    const watched = watch(url, tls);
    await watched.recorder.until(() => watched.recorder.pictures.length >= 3);
    return watched;
  };

  return { camera, watch, reasonOf, streams };
}
