#!/usr/bin/env bash
# Starts the service in place of this shell, so that SIGTERM reaches the JVM.
# JVM options of your own go into JAVA_TOOL_OPTIONS; heap sizes and a garbage collector named there win over those below.
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
case "${JAVA_TOOL_OPTIONS:-}" in
  *-XX:+Use*GC*) ;;
  # The smallest one, and the cheapest on one or two processors.
  *) options+=(-XX:+UseSerialGC) ;;
esac
case "${JAVA_TOOL_OPTIONS:-}" in
  *-Xms* | *InitialHeapSize* | *InitialRAMPercentage*) ;;
  # The JVM would begin with a 64th of the machine.
  *) options+=(-Xms16m) ;;
esac
if [ -f "$app/service.aot" ]; then
  # A cache that does not fit (another JVM, other libraries) costs a warning and the time that it would have saved.
  options+=("-XX:AOTCache=$app/service.aot")
fi
exec "$java" "${options[@]}" -jar "$app/wxo-media-service.jar" "$@"
