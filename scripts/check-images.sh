#!/usr/bin/env bash
# Builds the images of runner and exporter, runs them as docker-compose.yml does (read-only, without rights), and checks
# that they work together: scripts/check-images.sh [--no-build]
# ENGINE (default docker), ENGINE_OPTIONS, BUILD_OPTIONS and RUN_OPTIONS fit it to another engine; docs/containers.md.
set -euo pipefail

usage='scripts/check-images.sh [--no-build]'
case "$#:${1:-}" in
  0: | 1:--no-build) ;;
  1:--help)
    echo "$usage"
    exit 0
    ;;
  *)
    echo "unknown argument: $usage" >&2
    exit 2
    ;;
esac
cd "$(dirname "$0")/.."

read -ra engine <<<"${ENGINE:-docker} ${ENGINE_OPTIONS:-}"
read -ra build_options <<<"${BUILD_OPTIONS:-}"
read -ra run_options <<<"${RUN_OPTIONS:-} --read-only --cap-drop=ALL --security-opt=no-new-privileges"
runner_image=framewatch/inference-runner:0.1.0
exporter_image=framewatch/exporter:0.1.0
id=framewatch-check-$$
work=$(mktemp -d)

clean_up() {
  "${engine[@]}" rm -f "$id-runner" "$id-exporter" >/dev/null 2>&1 || true
  "${engine[@]}" volume rm "$id-spool" >/dev/null 2>&1 || true
  "${engine[@]}" network rm "$id" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT

say() { printf '▸ %s\n' "$*"; }
fail() {
  say "failed: $*"
  "${engine[@]}" logs "$id-runner" 2>&1 | tail -20 || true
  exit 1
}
# Until a command succeeds, at most half a minute.
wait_for() {
  for _ in $(seq 30); do "$@" >/dev/null 2>&1 && return; sleep 1; done
  fail "still not so after 30 s: $*"
}

if [[ ${1:-} != --no-build ]]; then
  say "Building $runner_image and $exporter_image"
  "${engine[@]}" build "${build_options[@]}" -f inference-runner/Dockerfile --target cpu -t "$runner_image" .
  "${engine[@]}" build "${build_options[@]}" -f exporter/Dockerfile -t "$exporter_image" .
fi

clip=$(find "${FRAMEWATCH_CACHE:-$HOME/.cache/framewatch}/clips" -name sample.mp4 2>/dev/null | head -1)
[[ -n $clip ]] || fail 'the sample clip is missing: npm run models -- get'
cp "$clip" "$work/sample.mp4"
head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$work/token"
# The database is missing on purpose: what is for it has to go to the spool.
sed -e 's#^RTSP_INPUT=.*#RTSP_INPUT=/clips/sample.mp4#' -e 's#^INFLUX_URL=.*#INFLUX_URL=http://127.0.0.1:1#' \
  provisioning/inference-runner/runner.env >"$work/runner.env"
chmod 755 "$work"
chmod 444 "$work"/*

"${engine[@]}" network create "$id" >/dev/null
"${engine[@]}" run -d --name "$id-runner" --network "$id" --network-alias inference-runner "${run_options[@]}" \
  --env-file "$work/runner.env" -v "$work/sample.mp4:/clips/sample.mp4:ro" -v "$id-spool:/var/lib/framewatch/spool" \
  -v "$work/token:/run/secrets/runner-token:ro" -v "$work/token:/run/influxdb/runner-token:ro" "$runner_image" >/dev/null
"${engine[@]}" run -d --name "$id-exporter" --network "$id" "${run_options[@]}" -e EXPORTER_HOST=0.0.0.0 \
  -e FRAMEWATCH_RUNNERS=http://inference-runner:8787 -e FRAMEWATCH_RUNNER_TOKEN_FILE=/run/secrets/runner-token \
  -v "$work/token:/run/secrets/runner-token:ro" "$exporter_image" >/dev/null

runner() { "${engine[@]}" exec "$id-runner" "$@"; }
exporter() { "${engine[@]}" exec "$id-exporter" "$@"; }
metrics() { exporter node -e 'fetch("http://127.0.0.1:9877/metrics").then(async (r) => console.log(await r.text()))'; }
inferred() { metrics | grep -E '^framewatch_frames_inferred_total\{.*\} [1-9]'; }
spooled() { metrics | grep -E '^framewatch_sink_buffered_points\{.*\} [1-9]'; }

wait_for runner node /app/healthy.mjs http://127.0.0.1:8787/healthz
wait_for exporter node /app/healthy.mjs http://127.0.0.1:9877/healthz
wait_for inferred
wait_for spooled
say "healthy; $(inferred); $(spooled)"

for container in runner exporter; do
  [[ $("$container" id -u) == 1000 ]] || fail "$container is not user 1000"
  "$container" grep -q '^CapEff:.*0000000000000000$' /proc/1/status || fail "$container has capabilities"
done
writable=$(runner find / -xdev -type d -writable -not -path '/proc/*' 2>/dev/null || true)
[[ -z ${writable//\/var\/lib\/framewatch\/spool/} ]] || fail "the runner can write to: $writable"
say 'user 1000, no capabilities, nothing to write to but the spool'

for container in runner exporter; do
  "${engine[@]}" stop -t 10 "$id-$container" >/dev/null
  code=$("${engine[@]}" inspect --format '{{.State.ExitCode}}' "$id-$container")
  [[ $code == 0 ]] || fail "$container ended with $code on SIGTERM"
done
say 'both end in order on SIGTERM'
