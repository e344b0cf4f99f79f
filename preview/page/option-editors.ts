import {
  type StandardEditorsRegistryItem,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
} from '@grafana/data';

/**
 * A plugin names the editors of its options, and Grafana looks them up when it reads the options' defaults. The
 * preview shows no option editors, so each name leads to an empty one.
 */
const EDITORS = [
  'boolean',
  'color',
  'fieldColor',
  'multi-select',
  'number',
  'radio',
  'select',
  'slider',
  'strings',
  'text',
  'unit',
];

export function provideOptionEditors(): void {
  standardEditorsRegistry.setInit(() =>
    EDITORS.map((id): StandardEditorsRegistryItem => ({ id, name: id, editor: () => null }))
  );
  standardFieldConfigEditorRegistry.setInit(() => []);
}
