import { type DataSource, type PluginJson, fillTemplate, proxyRoutes } from './plugin-routes.js';

const source: DataSource = {
  uid: 'cams',
  name: 'Cameras',
  type: 'framewatch-stream-datasource',
  url: 'http://127.0.0.1:9321/',
  secureJsonData: { token: 's3cret' },
};

describe('fillTemplate', () => {
  it('fills the URL without its last slash, and secrets', () => {
    expect(fillTemplate('{{ .URL }}/viewer', source)).toBe('http://127.0.0.1:9321/viewer');
    expect(fillTemplate('Bearer {{.SecureJsonData.token}}', source)).toBe('Bearer s3cret');
  });

  it('leaves a secret that is not set empty, as Grafana does', () => {
    expect(fillTemplate('{{ .SecureJsonData.other }}', source)).toBe('');
  });

  it('refuses a template that Grafana fills and this stand-in does not know', () => {
    expect(() => fillTemplate('{{ .JsonData.path }}', source)).toThrow('{{ .JsonData.path }}');
  });
});

describe('proxyRoutes', () => {
  const plugin: PluginJson = {
    id: 'framewatch-stream-datasource',
    type: 'datasource',
    name: 'Framewatch streams',
    routes: [
      {
        path: 'viewer',
        url: '{{ .URL }}/viewer',
        headers: [{ name: 'Authorization', content: 'Bearer {{ .SecureJsonData.token }}' }],
      },
    ],
  };

  it('gives a matched path the headers of its route', () => {
    expect(proxyRoutes(plugin, source)[0]).toEqual({
      prefix: 'viewer',
      upstream: new URL('http://127.0.0.1:9321/viewer'),
      headers: { Authorization: 'Bearer s3cret' },
    });
  });

  it('sends every other path to the data source too, without those headers', () => {
    expect(proxyRoutes(plugin, source).at(-1)).toEqual({
      prefix: '',
      upstream: new URL('http://127.0.0.1:9321/'),
      headers: {},
    });
  });
});
