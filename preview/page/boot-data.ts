// Grafana's page carries this before any script runs; `@grafana/runtime` reads it while it loads. So this module
// has to be imported first.
window.grafanaBootData = {
  settings: { appSubUrl: '', buildInfo: { version: '12.4.2', commit: 'preview', env: 'production' } },
  user: { orgRole: 'Viewer', isSignedIn: true },
  navTree: [],
};

export {};
