#!/usr/bin/env bash
# Runs the service once as it will be run, gives it work, and keeps what the JVM learned in an AOT cache.
# It needs no network and leaves nothing but the cache. The cache only saves time: without one the service runs the same.
set -euo pipefail

usage="usage: train.sh APP TRAINING
  APP       folder with wxo-media-service.jar, lib/ and start.sh; the cache becomes APP/service.aot
  TRAINING  folder with the classes of Training.java
  TRAIN=false in the environment skips the training."
case "${1:-}" in
  -h | --help) echo "$usage"; exit 0 ;;
esac
if [ $# -ne 2 ]; then
  echo "$usage" >&2
  exit 2
fi
app=$1
training=$2
cache=$app/service.aot

rm -f "$cache"
if [ "${TRAIN:-true}" = false ]; then
  echo "train.sh: TRAIN=false, so there will be no AOT cache and the service starts slower"
  exit 0
fi
java=java
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if JAVA_TOOL_OPTIONS='' "$java" -cp "$training" Training "$work" "$app/start.sh" > "$work/log" 2>&1 \
    && [ -s "$work/service.aot" ]; then
  mv "$work/service.aot" "$cache"
  chmod 644 "$cache"
  echo "train.sh: $cache has $(($(wc -c < "$cache") / 1000000)) MB"
else
  tail -n 40 "$work/log" >&2
  echo "train.sh: the training failed (its last lines are above), so there will be no AOT cache and the service starts slower" >&2
fi
