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

/** The ids of zones or lines that these streams have, and the dashboard's variables. */
export function areaOptions(
  streams: readonly StreamDescriptor[],
  kind: 'zones' | 'lines'
): Array<ComboboxOption<string>> {
  const ids = [...new Set(streams.flatMap((stream) => stream[kind].map(({ id }) => id)))].sort();
  return [...ids.map((value) => ({ value, label: value })), ...variableOptions()];
}

/** The types of events that a runner has, and the dashboard's variables. */
export function eventTypeOptions(): Array<ComboboxOption<string>> {
  return [...EVENT_TYPES.map(([value, description]) => ({ value, label: value, description })), ...variableOptions()];
}

const EVENT_TYPES = [
  ['state', 'Changes of the stream’s state'],
  ['model', 'Loss of the model'],
  ['entry', 'An object entered a zone'],
  ['crossing', 'An object crossed a line'],
  ['frozen', 'The picture repeats itself'],
  ['black', 'The picture is black'],
  ['overexposed', 'The picture is too bright'],
  ['covered', 'Something is in front of the camera'],
  ['blurred', 'The picture is not sharp'],
  ['moved', 'The camera looks elsewhere'],
  ['count', 'More or fewer objects than usual'],
  ['absence', 'Nobody where people are usual'],
  ['confidence-drift', 'The model is less sure, or surer, than before'],
  ['class-drift', 'The mix of classes has changed'],
  ['latency-shift', 'Inference takes another time than before'],
  ['forbidden-zone', 'Somebody is in a forbidden zone'],
  ['crowded', 'Too many objects in a zone'],
  ['dwell', 'Too long in a zone'],
  ['wrong-way', 'A line was crossed the wrong way'],
  ['fallen', 'A person lies on the ground'],
  ['hands-up', 'A person holds both hands up'],
] as const;

function variableOptions(): Array<ComboboxOption<string>> {
  return getTemplateSrv()
    .getVariables()
    .map(({ name }) => ({ value: `\${${name}}`, label: `\${${name}}`, description: 'Dashboard variable' }));
}
