#!/usr/bin/env bash
# Takes the pictures of the documents (docs/images) from the demo anew, in both languages. Needs /usr/bin/chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -B -ntp -q test -Dtest=PageScreenshots -Dsurefire.failIfNoSpecifiedTests=false
ls -l docs/images
