#!/bin/sh
# Makes the buckets of compose.yaml's S3 store, which are folders, and puts sample photographs into the input bucket.
# Runs again at every start and changes nothing that is there.
set -eu

if [ $# -ne 2 ]; then
  echo "usage: buckets.sh DATA SAMPLES" >&2
  exit 2
fi
mkdir -p "$1/demo-input" "$1/demo-output"
for picture in "$2"/*.jpg; do
  name=${picture##*/}
  if [ ! -e "$1/demo-input/$name" ]; then
    cp "$picture" "$1/demo-input/$name"
  fi
done
