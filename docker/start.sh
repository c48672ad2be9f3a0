#!/usr/bin/env bash
# Starts the service in place of this shell, so that SIGTERM reaches the JVM.
# JVM options of your own go into JAVA_TOOL_OPTIONS; -Xmx there wins over the share of memory below.
set -euo pipefail
app=$(cd "$(dirname "$0")" && pwd)

java=java
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
fi
options=(
  # Beside the heap the JVM needs about 200 MB.
  -XX:MaxRAMPercentage=60
  # Gives back what the compilers and uploads have freed, once in a while.
  -XX:TrimNativeHeapInterval=10000
  # No file below /tmp for tools that look in from outside.
  -XX:-UsePerfData
)
if [ -f "$app/service.aot" ]; then
  # A cache that does not fit (another JVM, other libraries) costs a warning and the time that it would have saved.
  options+=("-XX:AOTCache=$app/service.aot")
fi
exec "$java" "${options[@]}" -jar "$app/wxo-media-service.jar" "$@"
