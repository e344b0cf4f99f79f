import type { Configuration } from 'webpack';

/**
 * Names the sources in the bundle's map as Grafana's plugin-validator compares them: the plugin's own by their place
 * below `src`, everything else by its package. Packages are hoisted to the root of the repository, and that of the
 * protocol is a link to its workspace: without this they would be named by paths that lead out of the plugin.
 */
export function withComparableSourceMap(config: Configuration): Configuration {
  return {
    ...config,
    output: {
      ...config.output,
      devtoolModuleFilenameTemplate: ({ namespace, resourcePath }: { namespace: string; resourcePath: string }) =>
        `webpack://${namespace}/${resourcePath.replace(/^.*\/node_modules\//, './node_modules/')}`,
    },
    // The protocol is a package like any other: as it was built, under its name.
    resolve: { ...config.resolve, symlinks: false },
    // And yet it changes between two builds without a new version.
    snapshot: { ...config.snapshot, managedPaths: [/^(.+?(?<!\/src)[\\/]node_modules[\\/](?!@framewatch))/] },
  };
}
