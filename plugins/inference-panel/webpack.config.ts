import type { Configuration } from 'webpack';
import grafanaConfig, { type Env } from './.config/webpack/webpack.config.ts';
import { withComparableSourceMap } from '../sourceMaps.ts';

export default async (env: Env): Promise<Configuration> => withComparableSourceMap(await grafanaConfig(env));
