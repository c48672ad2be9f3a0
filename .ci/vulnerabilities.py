#!/usr/bin/env python3
"""Asks the public vulnerability database OSV about everything that the jar contains.

Reads the bill of materials that the build has written. Needs nothing but Python 3 and the network: without the network
it says that nothing was checked, and ends with 0. What is found is printed; it ends with 1 only with --strict.
"""

import json
import os
import sys
import urllib.request

MATERIALS = "target/classes/META-INF/sbom/application.cdx.json"
DATABASE = os.environ.get("OSV_URL", "https://api.osv.dev")
AT_ONCE = 500
SECONDS = 20


def components(path):
    with open(path, encoding="utf-8") as file:
        found = json.load(file).get("components", [])
    # What stands behind the question mark (type=jar) is no part of the name there.
    return sorted({part["purl"].split("?")[0] for part in found if part.get("purl")})


def ask(purls):
    body = json.dumps({"queries": [{"package": {"purl": purl}} for purl in purls]}).encode()
    request = urllib.request.Request(DATABASE + "/v1/querybatch", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        results = json.load(answer)["results"]
    if len(results) != len(purls):
        raise ValueError("%d answers to %d questions" % (len(results), len(purls)))
    return {purl: [one["id"] for one in result.get("vulns", [])] for purl, result in zip(purls, results)}


def main(arguments):
    strict = "--strict" in arguments
    try:
        purls = components(MATERIALS)
    except FileNotFoundError:
        print("Known vulnerabilities: NOT CHECKED, there is no " + MATERIALS + "; build first")
        return 1 if strict else 0
    known = {}
    try:
        for start in range(0, len(purls), AT_ONCE):
            known.update(ask(purls[start : start + AT_ONCE]))
    except (OSError, ValueError, KeyError, TypeError) as failure:
        print("Known vulnerabilities: NOT CHECKED, " + DATABASE + " was not reached (" + str(failure) + ")")
        return 1 if strict else 0
    bad = {purl: ids for purl, ids in known.items() if ids}
    for purl, ids in sorted(bad.items()):
        print("Known vulnerabilities: " + purl + ": " + ", ".join(ids))
    print("Known vulnerabilities: %d of %d components have some" % (len(bad), len(purls)))
    return 1 if strict and bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
