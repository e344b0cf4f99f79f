/** The settings that the preview's server passes to the page. */
export interface PreviewSettings {
  plugins: { id: string; type: 'datasource' | 'panel' | 'app'; name: string }[];
  dataSources: { uid: string; name: string; type: string }[];
  links: { title: string; url: string }[];
}

declare global {
  interface Window {
    framewatchPreview: PreviewSettings;
    grafanaBootData: unknown;
  }
}

/** Choices in the page's address: `?stream=…&theme=light&options={"sync":"live"}`. */
export interface PageChoices {
  stream: string | null;
  theme: 'dark' | 'light';
  /** Laid over the panel's default options. */
  panelOptions: Record<string, unknown>;
}

export function readChoices(search: string): PageChoices {
  const query = new URLSearchParams(search);
  return {
    stream: query.get('stream'),
    theme: query.get('theme') === 'light' ? 'light' : 'dark',
    panelOptions: JSON.parse(query.get('options') ?? '{}') as Record<string, unknown>,
  };
}
