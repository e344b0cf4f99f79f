import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureSampleClip } from '@framewatch/models';
import { itUnless, missing, readYaml, root } from '../tools.js';

const itWithFfmpeg = itUnless(missing('ffmpeg', 'ffmpeg'));
const { paths } = readYaml(path.join(root, 'provisioning/mediamtx/mediamtx.yml')) as {
  paths: Record<string, { runOnInit?: string } | null>;
};

/** The words of the ffmpeg that replays a clip, without how fast it goes and where it goes to. */
function replayOf(name: string, clip: string): string[] {
  const words = (paths[name]?.runOnInit ?? '').replace('/clips/sample.mp4', clip).split(/\s+/);
  return words.slice(words.indexOf('ffmpeg') + 1, words.indexOf('-f')).filter((word) => word !== '-re');
}

describe('the camera emulator', () => {
  const seconds = 60;
  let clip = '';
  beforeAll(async () => {
    clip = (await ensureSampleClip()).path;
  });

  for (const name of ['sample-1', 'sample-2']) {
    itWithFfmpeg(`replays ${name} beyond the clip's end without a jump in time`, () => {
      const args = [...replayOf(name, clip), '-t', String(seconds), '-f', 'framecrc', '-'];
      const { stdout, stderr } = spawnSync('ffmpeg', args, { encoding: 'utf8' });
      const times = stdout.split('\n').flatMap((line) => (/^\d/.test(line) ? Number(line.split(',')[1]) : []));
      const steps = new Set(times.slice(1).map((time, i) => time - (times[i] ?? 0)));
      expect({ frames: times.length, steps: steps.size, stderr }).toEqual({
        frames: seconds * 30,
        steps: 1,
        stderr: '',
      });
    });
  }

  it('speaks RTSP only: the other protocols are on by default, and one of them writes files', () => {
    const off = Object.fromEntries(['rtmp', 'hls', 'webrtc', 'srt', 'moq'].map((protocol) => [protocol, false]));
    expect(readYaml(path.join(root, 'provisioning/mediamtx/mediamtx.yml'))).toMatchObject({ rtsp: true, ...off });
  });

  it('takes publishers on live-1, live-2 and live-3 only', () => {
    const pattern = Object.keys(paths).find((name) => name.startsWith('~')) ?? '';
    const taken = ['live-1', 'live-2', 'live-3', 'live-4', 'live-10', 'other'].filter((name) =>
      new RegExp(pattern.slice(1)).test(name)
    );
    expect(taken).toEqual(['live-1', 'live-2', 'live-3']);
  });
});
