#!/usr/bin/env bash
# Makes the two tokens that the overlays with an InfluxDB of their own work with, one that may only write (the runners')
# and one that may only read (Grafana's), and puts them into the secret `framewatch`: its pods wait for them.
#   kubernetes/influxdb-tokens.sh [NAMESPACE]
# Tokens that are in the secret already stay.
set -euo pipefail

namespace=${1:-framewatch}
make_tokens=$(<"$(dirname "${BASH_SOURCE[0]}")/../provisioning/influxdb/tokens.sh")

k() {
  kubectl --namespace "$namespace" "$@"
}

in_influxdb() {
  k exec influxdb-0 -- "$@"
}

present=$(k get secret framewatch --output 'jsonpath={.data.influxdb-runner-token}{.data.influxdb-grafana-token}')
if [[ -n $present ]]; then
  echo 'influxdb-tokens: the secret framewatch has tokens already'
  exit
fi

k rollout status statefulset/influxdb --timeout=5m
in_influxdb env INFLUX_HOST=http://localhost:8086 INFLUX_ORG=framewatch INFLUX_BUCKET=framewatch \
  INFLUX_TOKEN_FILE=/run/secrets/influxdb-admin-token OUTPUT_FOLDER=/tmp bash -c "$make_tokens"
runner_token=$(in_influxdb cat /tmp/runner-token)
grafana_token=$(in_influxdb cat /tmp/grafana-token)

# By way of the standard input: arguments can be seen by others on this machine.
k patch secret framewatch --type merge --patch-file /dev/stdin <<EOF
{"stringData": {"influxdb-runner-token": "$runner_token", "influxdb-grafana-token": "$grafana_token"}}
EOF
in_influxdb rm -f /tmp/runner-token /tmp/grafana-token /tmp/bucket-id
