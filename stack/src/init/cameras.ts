import path from 'node:path';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Profile } from './profiles.js';

/** A runner of docker-compose.yml: the variable that names its file, and the file that watches the emulator. */
interface Runner {
  variable: string;
  example: string;
  /** Begins the ids of streams and the end of the file's name, so that no two runners share one. */
  prefix: string;
}

export const CPU: Runner = {
  variable: 'RUNNER_CONFIG',
  example: 'provisioning/inference-runner/runner.yaml',
  prefix: '',
};
export const GPU: Runner = {
  variable: 'RUNNER_GPU_CONFIG',
  example: 'provisioning/inference-runner/runner-gpu.yaml',
  prefix: 'gpu-',
};

/** The file that lists the cameras of one runner. */
export interface CameraFile extends Runner {
  /** As docker-compose.yml has to name it: a relative one begins with a dot, or compose takes it for a volume. */
  source: string;
}

/** The files of the runners of these profiles: `cameras.yaml`, and `gpu-cameras.yaml` beside it. */
export function cameraFiles(file: string, profiles: readonly Profile[]): CameraFile[] {
  return (profiles.includes('gpu') ? [CPU, GPU] : [CPU]).map((runner) => {
    const name = path.join(path.dirname(file), runner.prefix + path.basename(file));
    const source = path.isAbsolute(name) || name.startsWith('..') ? name : `./${name}`;
    return { ...runner, source };
  });
}

/** Where user and password of the cameras stand, for `${CAMERA_USER}` in such a file. */
export const CREDENTIALS = 'secrets/cameras.env';
export const CREDENTIALS_TEXT = `# User and password of your cameras, as they stand in an address: write @ / ? # [ ] \\ % and space as %40 %2F %3F %23 %5B
# %5D %5C %25 %20. A value with a $ in it goes between single quotes.
CAMERA_USER=
CAMERA_PASSWORD=
`;

/**
 * Returns the example with its first model, and with one camera to be filled in instead of the emulator's. 192.0.2.10 is
 * nobody's address (RFC 5737).
 */
export function cameraTemplate(example: string, { prefix }: Runner): string {
  const document = parseDocument(example);
  // The comments of the example are about the example.
  if (isMap(document.contents) && isScalar(document.contents.items[0]?.key)) {
    document.contents.items[0].key.commentBefore = null;
  }
  document.commentBefore = ' Your cameras: one entry of streams for each. docs/configuration.md has every key.';
  // One model suffices for one camera, which need not name it.
  const models = document.get('models');
  if (isSeq(models)) models.items.splice(1);
  document.set('streams', [
    {
      id: `${prefix}camera-1`,
      name: 'Camera 1',
      url: 'rtsp://${CAMERA_USER}:${CAMERA_PASSWORD}@192.0.2.10:554/stream1',
      targetFps: 15,
    },
  ]);
  return document.toString({ lineWidth: 0 });
}
