# Both plugins, built (npm run build:web), for the init container that hands them to Grafana. From the repository's root:
#   docker build -f kubernetes/grafana-plugins.Dockerfile -t framewatch/grafana-plugins:0.1.0 .
FROM docker.io/library/busybox:1.37.0
COPY plugins/stream-datasource/dist /plugins/framewatch-stream-datasource
COPY plugins/inference-panel/dist /plugins/framewatch-inference-panel
USER 472:472
CMD ["cp", "-r", "/plugins/.", "/target"]
