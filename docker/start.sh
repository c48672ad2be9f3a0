#!/usr/bin/env bash
# Starts the service in place of this shell, so that SIGTERM reaches the JVM.
# JVM options of your own go into JAVA_TOOL_OPTIONS; what is named there wins over what is below.
set -euo pipefail
app=$(cd "$(dirname "$0")" && pwd)

java=java
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
fi
# Here an option would win over one in JAVA_TOOL_OPTIONS, and a second collector would keep the JVM from starting.
given=" ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} "
given=${given//[[:space:]]/ }
options=()

# Adds an option, unless one of the patterns that follow it is found in what is given.
default() {
  local option=$1 pattern
  shift
  for pattern in "$@"; do
    # The pattern is meant to be one.
    # shellcheck disable=SC2254
    case $given in
      *$pattern*) return ;;
    esac
  done
  options+=("$option")
}

# Beside the heap the JVM needs about 200 MB.
default -XX:MaxRAMPercentage=60 MaxRAMPercentage
# Gives back what the compilers and uploads have freed, once in a while.
default -XX:TrimNativeHeapInterval=10000 TrimNativeHeapInterval
# No file below /tmp for tools that look in from outside.
default -XX:-UsePerfData UsePerfData
# The smallest collector, and the cheapest on one or two processors.
default -XX:+UseSerialGC '-XX:+Use*GC '
# The JVM would begin with a 64th of the machine.
default -Xms16m -Xms InitialHeapSize InitialRAMPercentage
if [ -f "$app/service.aot" ]; then
  # A cache that does not fit (another JVM, other libraries) costs a warning and the time that it would have saved.
  options+=("-XX:AOTCache=$app/service.aot")
fi
exec "$java" "${options[@]}" -jar "$app/wxo-media-service.jar" "$@"
