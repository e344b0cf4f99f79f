import { getTemplateSrv } from '@grafana/runtime';
import { ComboboxOption } from '@grafana/ui';
import { StreamDescriptor } from '@framewatch/protocol';

/** The runner's streams and the dashboard's variables. */
export function streamOptions(streams: readonly StreamDescriptor[]): Array<ComboboxOption<string>> {
  return [
    ...streams.map(({ id, name, state, model }) => ({
      value: id,
      label: name && name !== id ? `${name} (${id})` : id,
      description: `${state}, ${model}`,
    })),
    ...variableOptions(),
  ];
}

/** The classes that the models of these streams know, and the dashboard's variables. */
export function classOptions(streams: readonly StreamDescriptor[]): Array<ComboboxOption<string>> {
  const classes = [...new Set(streams.flatMap(({ labels }) => labels.classes))].sort();
  return [...classes.map((value) => ({ value, label: value })), ...variableOptions()];
}

function variableOptions(): Array<ComboboxOption<string>> {
  return getTemplateSrv()
    .getVariables()
    .map(({ name }) => ({ value: `\${${name}}`, label: `\${${name}}`, description: 'Dashboard variable' }));
}
