#!/usr/bin/env bash
# Makes the data folder of an earlier version, for EarlierVersionTests: finished jobs with dead letters, a batch half-way, queued
# jobs. Give it that version's jar (mvn -DskipTests package in a checkout of it) and the zip file to write.
set -euo pipefail
jar=$1 zip=$(realpath -m "$2") base=http://localhost:18765
work=$(mktemp -d); cd "$work"
DATA_DIR=$work/data DEMO=true DEMO_UPSTREAM=slow PORT=18765 RETENTION=36500d MAX_CONCURRENT_JOBS=1 MAX_PARALLEL_BATCH_IMAGES=1 \
  CALLBACK_MAX_RETRIES=1 ENABLE_CALLBACK_REWRITE=true LOCAL_TUNNEL_NETLOC=127.0.0.1:1 CALLBACK_PRIVATE_NETWORKS=allow \
  java -jar "$jar" > log.txt 2>&1 &
service=$!
trap 'kill -9 $service 2>/dev/null || true' EXIT
until curl -fs $base/health > /dev/null; do sleep 1; done
image=$(python3 -c '
import base64, struct, zlib
def chunk(kind, data): return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes(sum(([x * 8, y * 8, 100] for x in range(32)), [])) for y in range(32))
print(base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0))
  + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")).decode())')
send() { curl -fs "$base/$1" -H 'Content-Type: application/json' -H 'callbackUrl: http://wxo-server:4321/fixture' -d "$2"; }
single() { send "$1" "{\"prompt\":\"black and white\",\"filename\":\"$2.png\",\"image_base64\":\"$image\"}"; }
single process-image-async-b64 dead1
single process-image-async dead2
until [ "$(curl -fs $base/dead-letters | grep -o '"last_error"' | wc -l)" = 2 ]; do sleep 1; done
batch=$(send batch-process-images '{"prompt":"sepia"}' | sed 's/.*"job_id":"\([^"]*\)".*/\1/')
for name in running queued1 queued2; do single process-image-async-b64 $name; done
until curl -fs "$base/jobs/$batch" | grep -q '"done":1'; do sleep 1; done
kill -9 $service
rm -rf data/demo/objects/demo-input   # The samples come back with the start.
cd data && python3 -m zipfile -c "$zip" ./*
