#!/usr/bin/env bash
# Unpacks the jar into one folder per image layer, what changes least first, and compiles the training's driver.
set -euo pipefail

usage="usage: extract.sh JAR DESTINATION
  DESTINATION/dependencies           libraries, which change rarely
  DESTINATION/snapshot-dependencies  libraries under development
  DESTINATION/application            the service itself
  DESTINATION/training               the classes of Training.java; they do not go into the image"
case "${1:-}" in
  -h | --help) echo "$usage"; exit 0 ;;
esac
if [ $# -ne 2 ]; then
  echo "$usage" >&2
  exit 2
fi
jar=$1
destination=$2
if [ ! -f "$jar" ]; then
  echo "extract.sh: $jar is not there; build it with: mvn -Dmaven.test.skip=true package" >&2
  exit 1
fi
java=java
javac=javac
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
  javac=$JAVA_HOME/bin/javac
fi

"$java" -Djarmode=tools -jar "$jar" extract --layers --force --application-filename wxo-media-service.jar \
  --destination "$destination"
# A layer without files is not written, and COPY needs the folder.
mkdir -p "$destination/dependencies" "$destination/snapshot-dependencies" "$destination/application"
"$javac" --release 17 -Xlint:all -Werror -d "$destination/training" "$(dirname "$0")/Training.java"
