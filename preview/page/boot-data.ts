// Grafana's page carries this before any script runs; `@grafana/runtime` reads it while it loads. So this module
// has to be imported first.
window.grafanaBootData = {
  settings: {
    appSubUrl: '',
    featureToggles: {},
    buildInfo: { version: '12.4.2', commit: 'preview', env: 'production' },
  },
  user: { orgRole: 'Viewer', isSignedIn: true, theme: 'dark', language: 'en-US', regionalFormat: 'en-US' },
  navTree: [],
};

export {};
