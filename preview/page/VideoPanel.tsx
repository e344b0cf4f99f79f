import { EventBusSrv, type FieldConfigSource, type PanelData, type PanelPlugin, type PanelProps } from '@grafana/data';
import { PanelChrome } from '@grafana/ui';
import { useMemo } from 'react';

interface Props {
  plugin: PanelPlugin;
  title: string;
  data: PanelData;
  width: number;
  height: number;
  options: Record<string, unknown>;
}

const fieldConfig: FieldConfigSource = { defaults: {}, overrides: [] };

/** Mounts a panel plugin with the properties that a dashboard gives it. */
export function VideoPanel({ plugin, title, data, width, height, options }: Props) {
  const eventBus = useMemo(() => new EventBusSrv(), []);
  const Panel = plugin.panel;
  if (!Panel) return null;
  return (
    <PanelChrome title={title} width={width} height={height}>
      {(innerWidth, innerHeight) => {
        const props: PanelProps = {
          id: 1,
          title,
          data,
          timeRange: data.timeRange,
          timeZone: 'browser',
          options: { ...plugin.defaults, ...options },
          fieldConfig,
          transparent: false,
          width: innerWidth,
          height: innerHeight,
          renderCounter: 0,
          eventBus,
          onOptionsChange: () => undefined,
          onFieldConfigChange: () => undefined,
          onChangeTimeRange: () => undefined,
          replaceVariables: (value) => value,
        };
        return <Panel {...props} />;
      }}
    </PanelChrome>
  );
}
