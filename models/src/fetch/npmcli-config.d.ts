/** The part of npm's configuration reader that is used here; the package has no types of its own. */
declare module '@npmcli/config' {
  export default class Config {
    constructor(options: {
      definitions: unknown;
      shorthands: unknown;
      flatten: unknown;
      nerfDarts: unknown;
      npmPath: string;
      env: NodeJS.ProcessEnv;
      argv: readonly string[];
      cwd: string;
      warn: boolean;
    });
    load(): Promise<void>;
    /** Whether nobody set the key. */
    isDefault(key: string): boolean;
    /** All settings, under the names that npm's libraries take. */
    readonly flat: Readonly<Record<string, unknown>> & {
      readonly registry: string;
      readonly retry: { readonly minTimeout?: number; readonly maxTimeout?: number };
    };
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  const parts: { definitions: unknown; shorthands: unknown; flatten: unknown; nerfDarts: unknown };
  export default parts;
}
