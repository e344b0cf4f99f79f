import { ScopedVars, TypedVariableModel } from '@grafana/data';
import { TemplateSrv } from '@grafana/runtime';

/** Template variables as Grafana replaces them, as far as this plugin asks for it: `$name` and `${name}`. */
export function fakeTemplateSrv(variables: Record<string, string | string[]> = {}): TemplateSrv {
  return {
    replace: (text = '', scopedVars?: ScopedVars, format?: unknown) =>
      text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
        const name = braced ?? plain ?? '';
        const value: string | string[] | undefined = scopedVars?.[name]?.value ?? variables[name];
        if (value === undefined) {
          return whole;
        }
        return typeof format === 'function' ? format(value) : [value].flat().join(',');
      }),
    getVariables: () => Object.keys(variables).map((name) => ({ name }) as TypedVariableModel),
    containsTemplate: (text = '') => text.includes('$'),
    updateTimeRange: () => undefined,
  };
}
