#!/usr/bin/env bash
# Takes the pictures of the documents (docs/images) from the demo anew, in both languages. Needs /usr/bin/chromium.
# With "all" it takes every view in every state instead (target/album), to be looked at after a change of the page.
set -euo pipefail
cd "$(dirname "$0")/.."
pictures=PageScreenshots folder=docs/images
if [ "${1:-}" = all ]; then pictures=PageAlbum folder=target/album; fi
mvn -B -ntp -q test -Dtest=$pictures -Dsurefire.failIfNoSpecifiedTests=false
ls -l $folder
