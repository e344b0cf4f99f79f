import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { createSource, type VideoSource } from '../../src/source/index.js';
import type { Everybody } from '../picture/everybody.js';
import { type ClipOptions, makeClip } from './clip.js';
import { Recorder } from './recorder.js';

export const FRAME_US = 1e6 / 30;

const log = pino({ level: 'silent' });

/** A folder of clips for the tests of one file. What they play is stopped after each of them. */
export function clipFolder() {
  const sources: VideoSource[] = [];
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'framewatch-source-'))));
  afterEach(async () => {
    for (const source of sources.splice(0)) await source.stop();
  });
  afterAll(() => rm(folder, { recursive: true }));

  const pathOf = (name: string) => path.join(folder, name);

  /** Makes a clip: 30 pictures of a second, unless told otherwise. */
  const clip = async (name: string, options: Omit<ClipOptions, 'path'> = {}) => {
    const file = pathOf(name);
    await makeClip({ path: file, ...options });
    return file;
  };

  const play = (
    url: string,
    options: { loop?: boolean; pace?: 'realtime' | 'unpaced' } = {},
    recorder = new Recorder()
  ) => {
    const source = createSource({ url, pace: 'unpaced', loop: false, stallSeconds: 5, ...options }, { log });
    sources.push(source);
    source.start(recorder, recorder);
    return { source, recorder };
  };

  /** Plays a file to its end. */
  const playAll = async (url: string) => {
    const { recorder } = play(url);
    await recorder.until(() => ['ended', 'failed'].includes(recorder.path.at(-1) ?? ''));
    return recorder;
  };

  /** Plays a file or camera to everybody who looks, to its end or until `enough`. */
  const playTo = async (url: string, everybody: Everybody, enough: () => boolean = () => false) => {
    const pace = url.startsWith('rtsp:') ? 'realtime' : 'unpaced';
    const source = createSource({ url, pace, loop: false, stallSeconds: 5 }, { log });
    source.start(everybody, everybody);
    await everybody.until(() => enough() || ['ended', 'failed'].includes(everybody.states.at(-1) ?? ''));
    await source.stop();
    await everybody.close();
    return everybody;
  };

  return { pathOf, clip, play, playAll, playTo };
}

/** Leaves two thirds of a file. */
export async function cutOff(file: string): Promise<void> {
  const { size } = await stat(file);
  await truncate(file, Math.round((size * 2) / 3));
}
