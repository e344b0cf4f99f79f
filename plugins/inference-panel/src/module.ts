import { FieldConfigProperty, PanelPlugin, type SelectFieldConfigSettings } from '@grafana/data';
import { InferencePanel } from './components/InferencePanel';
import { findEndpoints } from './grafana/endpoints';
import { knownClasses } from './grafana/knownClasses';
import { LAYERS, MOST_TRAIL_SECONDS } from './live';
import { DEFAULT_OPTIONS, type PanelOptions } from './options';

/** Only the colour of a class can be overridden: the panel shows no values. */
const DISABLED_FIELD_OPTIONS = Object.values(FieldConfigProperty).filter(
  (property) => property !== FieldConfigProperty.Color
);

export const plugin = new PanelPlugin<PanelOptions>(InferencePanel)
  .useFieldConfig({ disableStandardOptions: DISABLED_FIELD_OPTIONS })
  .setPanelOptions((builder) => {
    builder
      .addSelect({
        path: 'stream',
        name: 'Stream',
        description: 'Which of the streams that the query brings',
        category: ['Video'],
        defaultValue: DEFAULT_OPTIONS.stream,
        settings: {
          options: [],
          getOptions: async ({ data }) => [
            { value: '', label: 'First of the query' },
            ...findEndpoints(data).map(({ stream }) => ({ value: stream, label: stream })),
          ],
        },
      })
      .addRadio({
        path: 'sync',
        name: 'Synchronization',
        description:
          'Auto: Smooth while the model is slower than the camera, else Exact. Smooth: every picture, with what lies between two results. Exact: only pictures with a result of their own. Live: every picture at once, with the newest result.',
        category: ['Video'],
        defaultValue: DEFAULT_OPTIONS.sync,
        settings: {
          options: [
            { value: 'auto', label: 'Auto' },
            { value: 'smooth', label: 'Smooth' },
            { value: 'exact', label: 'Exact' },
            { value: 'live', label: 'Live' },
          ],
        },
      })
      .addRadio({
        path: 'transport',
        name: 'Decoder',
        description: 'Auto: WebCodecs where the browser has it (https or localhost), else JPEG.',
        category: ['Video'],
        defaultValue: DEFAULT_OPTIONS.transport,
        settings: {
          options: [
            { value: 'auto', label: 'Auto' },
            { value: 'webcodecs', label: 'WebCodecs' },
            { value: 'jpeg', label: 'JPEG' },
          ],
        },
      })
      .addRadio({
        path: 'fit',
        name: 'Fit',
        category: ['Video'],
        defaultValue: DEFAULT_OPTIONS.fit,
        settings: {
          options: [
            { value: 'contain', label: 'Contain', description: 'The whole picture' },
            { value: 'cover', label: 'Cover', description: 'The whole panel' },
          ],
        },
      })
      .addBooleanSwitch({
        path: 'hud',
        name: 'Figures',
        description: 'Frame rates, latency and drops of this view',
        category: ['Video'],
        defaultValue: DEFAULT_OPTIONS.hud,
      });
    for (const layer of LAYERS) {
      builder.addBooleanSwitch({
        path: layer.id,
        name: layer.name,
        description: 'description' in layer ? layer.description : undefined,
        category: ['Overlay'],
        defaultValue: DEFAULT_OPTIONS[layer.id],
      });
    }
    builder
      .addBooleanSwitch({
        path: 'confidence',
        name: 'Confidence in labels',
        category: ['Overlay'],
        defaultValue: DEFAULT_OPTIONS.confidence,
        showIf: ({ labels }) => labels,
      })
      .addBooleanSwitch({
        path: 'trackIds',
        name: 'Track ids in labels',
        category: ['Overlay'],
        defaultValue: DEFAULT_OPTIONS.trackIds,
        showIf: ({ labels }) => labels,
      })
      .addRadio({
        path: 'colorBy',
        name: 'Colour by',
        description: 'Trails always have the colour of their track',
        category: ['Overlay'],
        defaultValue: DEFAULT_OPTIONS.colorBy,
        settings: {
          options: [
            { value: 'class', label: 'Class' },
            { value: 'track', label: 'Track' },
          ],
        },
      })
      .addSliderInput({
        path: 'trailSeconds',
        name: 'Trail length',
        description: 'Seconds after which a trail has faded',
        category: ['Overlay'],
        defaultValue: DEFAULT_OPTIONS.trailSeconds,
        settings: { min: 1, max: MOST_TRAIL_SECONDS, step: 1 },
        showIf: ({ tracks }) => tracks,
      })
      .addRadio({
        path: 'captions',
        name: 'Captions',
        description: 'Which events are captioned. Each has its place flash.',
        category: ['Overlay'],
        defaultValue: DEFAULT_OPTIONS.captions,
        settings: {
          options: [
            { value: 'info', label: 'All' },
            { value: 'warning', label: 'Warnings' },
            { value: 'critical', label: 'Critical' },
          ],
        },
        showIf: ({ events }) => events,
      })
      .addSliderInput({
        path: 'lineWidth',
        name: 'Line width',
        category: ['Overlay'],
        defaultValue: DEFAULT_OPTIONS.lineWidth,
        settings: { min: 1, max: 8, step: 0.5 },
      })
      .addRadio({
        path: 'interpolated',
        name: 'Between results',
        description: 'How boxes and skeletons of pictures between two results are drawn (Smooth)',
        category: ['Overlay'],
        defaultValue: DEFAULT_OPTIONS.interpolated,
        settings: {
          options: [
            { value: 'faint', label: 'Faint' },
            { value: 'dashed', label: 'Dashed' },
            { value: 'solid', label: 'Solid' },
          ],
        },
        showIf: ({ sync }) => sync === 'auto' || sync === 'smooth',
      })
      .addSliderInput({
        path: 'minConfidence',
        name: 'Minimum confidence',
        description: 'Detections below it are not drawn',
        category: ['Overlay'],
        defaultValue: DEFAULT_OPTIONS.minConfidence,
        settings: { min: 0, max: 1, step: 0.05 },
      })
      .addMultiSelect<string, SelectFieldConfigSettings<string>>({
        path: 'classes',
        name: 'Classes',
        description: 'Which classes are drawn; empty: all',
        category: ['Overlay'],
        settings: {
          options: [],
          allowCustomValue: true,
          getOptions: async () => knownClasses().map((name) => ({ value: name, label: name })),
        },
      });
  });
