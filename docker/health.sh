#!/usr/bin/env bash
# Exits with 0 if the service in this container answers GET /health with 200, else with 1. The image has no curl.
set -uo pipefail
port=${PORT:-}
port=${port//[[:space:]]/}

exec 3<> "/dev/tcp/127.0.0.1/${port:-8000}" || exit 1
printf 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 4 _ status _ <&3
[ "${status:-}" = 200 ] || exit 1
