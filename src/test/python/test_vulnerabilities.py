"""Tests for the script that asks for known vulnerabilities, against a database of our own."""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

SCRIPT = pathlib.Path(__file__).parents[3] / ".ci" / "vulnerabilities.py"


class FakeDatabase(http.server.BaseHTTPRequestHandler):
    """Knows one vulnerable component, and answers what the class says."""

    asked = []
    answer = None

    def do_POST(self):
        questions = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        purls = [question["package"]["purl"] for question in questions]
        FakeDatabase.asked += purls
        results = [{"vulns": [{"id": "GHSA-1"}, {"id": "CVE-2"}]} if "bad" in purl else {} for purl in purls]
        body = (FakeDatabase.answer or json.dumps({"results": results})).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class VulnerabilitiesTest(unittest.TestCase):
    def setUp(self):
        FakeDatabase.asked = []
        FakeDatabase.answer = None
        self.server = http.server.HTTPServer(("127.0.0.1", 0), FakeDatabase)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def materials(self, *purls):
        file = pathlib.Path(self.folder.name, "target/classes/META-INF/sbom/application.cdx.json")
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps({"components": [{"purl": purl} for purl in purls] + [{"name": "without"}]}))

    def run_script(self, *arguments, url=None):
        variables = dict(os.environ, OSV_URL=url or self.url, no_proxy="*")
        done = subprocess.run(
            [sys.executable, "-B", str(SCRIPT), *arguments],
            cwd=self.folder.name, env=variables, capture_output=True, text=True, timeout=120,
        )
        self.assertEqual("", done.stderr)
        return done.returncode, done.stdout

    def test_what_is_found_is_told(self):
        self.materials("pkg:maven/a/good@1?type=jar", "pkg:maven/a/bad@2?type=jar")
        status, output = self.run_script()
        self.assertEqual(0, status)
        self.assertIn("pkg:maven/a/bad@2: GHSA-1, CVE-2\n", output)
        self.assertIn("1 of 2 components have some", output)
        self.assertEqual(["pkg:maven/a/bad@2", "pkg:maven/a/good@1"], FakeDatabase.asked)

    def test_strict_fails_on_what_is_found(self):
        self.materials("pkg:maven/a/bad@2")
        self.assertEqual(1, self.run_script("--strict")[0])

    def test_strict_passes_when_nothing_is_found(self):
        self.materials("pkg:maven/a/good@2")
        self.assertEqual((0, "Known vulnerabilities: 0 of 1 components have some\n"), self.run_script("--strict"))

    def test_many_components_are_asked_about_in_parts(self):
        self.materials(*["pkg:maven/a/good@%d" % number for number in range(1201)])
        self.assertIn("0 of 1201", self.run_script()[1])
        self.assertEqual(1201, len(set(FakeDatabase.asked)))

    def test_database_that_is_not_reached_is_told_in_one_line(self):
        self.materials("pkg:maven/a/bad@2")
        for arguments, expected in (([], 0), (["--strict"], 1)):
            status, output = self.run_script(*arguments, url="http://127.0.0.1:9")
            self.assertEqual(expected, status)
            self.assertEqual(1, output.count("\n"))
            self.assertIn("NOT CHECKED, http://127.0.0.1:9 was not reached", output)

    def test_answer_that_is_none_is_not_taken_for_a_good_one(self):
        self.materials("pkg:maven/a/bad@2")
        for answer in ("<html>", "[]", "{}", '{"results": []}'):
            FakeDatabase.answer = answer
            self.assertIn("NOT CHECKED", self.run_script()[1])

    def test_build_without_materials_is_told(self):
        self.assertIn("NOT CHECKED, there is no target/classes", self.run_script()[1])
        self.assertEqual(1, self.run_script("--strict")[0])


if __name__ == "__main__":
    unittest.main()
