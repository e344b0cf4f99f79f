#!/usr/bin/env bash
# Makes the two tokens that the stack works with, each in a file of its own, unless they are there already: InfluxDB's
# first token may do everything, and that is more than a runner or Grafana should be able to.
set -euo pipefail
umask 022

INFLUX_TOKEN=$(<"$INFLUX_TOKEN_FILE")
export INFLUX_TOKEN
bucket_id=$(influx bucket list --name "$INFLUX_BUCKET" --hide-headers | cut -f 1)

# A database that was made anew knows none of the tokens of the one before.
if [[ $(cat "$OUTPUT_FOLDER/bucket-id" 2>/dev/null || true) != "$bucket_id" ]]; then
  rm -f "$OUTPUT_FOLDER/runner-token" "$OUTPUT_FOLDER/grafana-token"
  printf '%s\n' "$bucket_id" >"$OUTPUT_FOLDER/bucket-id"
fi

# make_token NAME PERMISSION… → $OUTPUT_FOLDER/NAME-token
make_token() {
  local file="$OUTPUT_FOLDER/$1-token" name=$1 token
  shift
  [[ -s $file ]] && return
  token=$(influx auth create --description "framewatch-$name" "$@" --json | sed -n 's/.*"token": *"\([^"]*\)".*/\1/p')
  if [[ -z $token ]]; then
    echo "influxdb-init: no token for $name came back from $INFLUX_HOST: see its log" >&2
    return 1
  fi
  # Moved in when complete, so that an interrupted run leaves no empty token behind.
  printf '%s\n' "$token" >"$file.new"
  chmod 444 "$file.new"
  mv "$file.new" "$file"
  echo "influxdb-init: made the token of $name"
}

make_token runner --write-bucket "$bucket_id"
make_token grafana --read-bucket "$bucket_id" --read-dbrps
