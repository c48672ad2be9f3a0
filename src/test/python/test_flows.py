"""The four flows: what they build, and what their scripts do with the answers of the service."""

import ast
import os
import re
import unittest
from pathlib import Path
from typing import Any

import adk_stub
from adk_stub import END, START, Flow, Graph, Node, UserFlow

# The names that the OpenAPI files, the tools and the flows of orchestrate-tools are shipped under.
TOOLS = {
    "image_to_base64",
    "base64_to_image",
    "processImageAsyncToBase64",
    "processImageAsyncToCos",
    "batchProcessImages",
    "startWorkflow",
    "getImageJob",
}

# What the service sends, by tool; the ones with a star may be left out.
CALLBACKS = {
    "processImageAsyncToBase64": {
        "status", "job_id", "filename", "result_image_base64", "result_mime_type",
        "fallback_local", "error",
    },
    "processImageAsyncToCos": {
        "status", "job_id", "filename", "object_key", "result_url", "expires_in",
        "fallback_local", "error",
    },
    "batchProcessImages": {
        "status", "job_id", "total_files", "processed", "failed", "fallback_local",
        "total_files_processed", "duration_seconds", "output_bucket", "output_prefix", "errors",
        "error",
    },
    "startWorkflow": {"status", "workflow_id", "image_url", "video_url", "error"},
}  # fmt: skip

# What is always there of them.
ALWAYS = {tool: {"status", "job_id"} for tool in CALLBACKS} | {
    "startWorkflow": {"status", "workflow_id"}
}

REQUESTS = {
    "image_to_base64": {"data"},
    "base64_to_image": {"image_base64"},
    "processImageAsyncToBase64": {"prompt", "filename", "image_base64"},
    "processImageAsyncToCos": {"prompt", "filename", "image_base64"},
    "batchProcessImages": {"prompt"},
    "startWorkflow": {"imagePrompt", "videoPrompt"},
}

# What the restricted Python of a script node offers and these scripts need.
BUILTINS = {"isinstance": isinstance, "str": str, "int": int, "float": float}
CONTEXT = {"flow", "self", "system", "json"}


def build(name: str) -> Flow:
    module = adk_stub.load(f"flows/{name}.py")
    builders = [value for value in vars(module).values() if hasattr(value, "flow_name")]
    if len(builders) != 1:
        raise AssertionError(f"{name}.py has {len(builders)} flows")
    return builders[0]()


def graphs(flow: Flow) -> list[Graph]:
    return [flow, *(node for node in flow.nodes.values() if isinstance(node, UserFlow))]


def reachable(edges: list[tuple[str, str]], without: str | None = None) -> set[str]:
    found, left = set(), [START]
    while left:
        name = left.pop()
        if name in found or name == without:
            continue
        found.add(name)
        left += [end for start, end in edges if start == name]
    return found


class Reference:
    """A place in the flow that an expression reads: its steps after the word flow."""

    def __init__(self, steps: list[str]) -> None:
        self.steps = steps

    def __repr__(self) -> str:
        return "flow." + ".".join(self.steps)


def references(code: str) -> list[Reference]:
    """All that a script or an expression reads from or writes to the flow."""
    found: list[Reference] = []

    def steps(node: ast.AST) -> list[str] | None:
        if isinstance(node, ast.Name) and node.id == "flow":
            return []
        if isinstance(node, ast.Attribute):
            inner, last = steps(node.value), node.attr
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            inner, last = steps(node.value), node.slice.value
        else:
            return None
        return None if inner is None else [*inner, last]

    def visit(node: ast.AST) -> None:
        path = steps(node)
        if path:
            found.append(Reference(path))
            return
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(code.strip()))
    return found


def written(script: str) -> set[str]:
    """The outputs that a script sets."""
    return {
        target.attr
        for node in ast.walk(ast.parse(script))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self.output"
    }


class Values(dict):
    """A dict that is read with dots as well, as in the scripts of the platform."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def run_script(node: Node, flow: Values, file_name: str | None = "photo.png") -> Values:
    """Run the script of a node with the little that the platform gives it."""
    import json

    system = Values(file=Values(get_name=lambda file: file_name))
    this = Values(output=Values())
    code = compile(node.script, node.name, "exec")
    names = {"__builtins__": BUILTINS, "flow": flow, "self": this, "system": system, "json": json}
    exec(code, names)
    return this.output


class AllFlowsTests(unittest.TestCase):
    def setUp(self) -> None:
        self.flows = {path.stem: build(path.stem) for path in adk_stub.flows()}

    def test_there_are_four_and_each_is_named_as_its_file(self) -> None:
        self.assertEqual(
            set(self.flows),
            {"edit_one_image", "edit_one_image_to_cos", "edit_all_images", "make_video"},
        )
        for name, flow in self.flows.items():
            self.assertEqual(flow.options["name"], name)
            self.assertGreater(len(flow.options["description"]), 30)

    def test_only_the_batch_can_be_scheduled(self) -> None:
        schedulable = {name for name, flow in self.flows.items() if flow.options["schedulable"]}
        self.assertEqual(schedulable, {"edit_all_images"})
        kinds = {node.kind for node in self.flows["edit_all_images"].nodes.values()}
        self.assertNotIn("user_flow", kinds, "nobody is there to answer a scheduled flow")

    def test_a_node_is_found_by_its_name_and_by_its_display_name(self) -> None:
        for name, flow in self.flows.items():
            for graph in graphs(flow):
                for node in graph.nodes.values():
                    with self.subTest(flow=name, node=node.name):
                        self.assertEqual(node.name, node.display_name)
                        for field, details in node.fields.items():
                            self.assertEqual(field, details["label"])

    def test_every_node_lies_on_a_way_from_start_to_end(self) -> None:
        for name, flow in self.flows.items():
            for graph in graphs(flow):
                backwards = [
                    (START if end == END else end, END if start == START else start)
                    for start, end in graph.edges
                ]
                for node in graph.nodes:
                    with self.subTest(flow=name, node=node):
                        self.assertIn(node, reachable(graph.edges))
                        self.assertIn(node, reachable(backwards))

    def test_only_shipped_tools_are_used_and_by_plain_names(self) -> None:
        for name, flow in self.flows.items():
            tools = {node.tool for node in flow.nodes.values() if node.kind == "tool"}
            self.assertLessEqual(tools, TOOLS, name)
        self.assertNotRegex(
            "".join(path.read_text() for path in adk_stub.flows()),
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}",
            "a flow must not carry the ids of a tenant",
        )

    def test_the_tools_are_those_of_the_tool_files(self) -> None:
        python = {
            adk_stub.load("tools/image_to_base64.py").image_to_base64.tool_name,
            adk_stub.load("tools/base64_to_image.py").base64_to_image.tool_name,
        }
        for folder in ("openapi", "openapi/open"):
            operations = {
                operation
                for path in (adk_stub.FOLDER / folder).glob("*.yaml")
                for operation in re.findall(r"operationId: *(\w+)", path.read_text())
            }
            self.assertEqual(operations | python, TOOLS)

    def test_the_fields_are_those_of_the_tool_files(self) -> None:
        for path in (adk_stub.FOLDER / "openapi").glob("*.yaml"):
            text = path.read_text()
            tool = re.search(r"operationId: *(\w+)", text)[1]
            for kind, expected in (("Request", REQUESTS), ("Callback", CALLBACKS)):
                schema = re.search(rf"^    \w+{kind}:\n((?: {{6}}.*\n)+)", text, re.MULTILINE)
                with self.subTest(tool=tool, kind=kind):
                    if tool == "getImageJob":
                        self.assertIsNone(schema)
                    else:
                        fields = re.findall(r"^ {8}(\w+):$", schema[1], re.MULTILINE)
                        self.assertEqual(set(fields), expected[tool])

    def test_no_tool_is_ever_called_again_by_the_platform(self) -> None:
        for name, flow in self.flows.items():
            for node in flow.nodes.values():
                if node.kind == "tool":
                    with self.subTest(flow=name, node=node.name):
                        self.assertEqual(node.error_handler_config.max_retries, 0)
                        self.assertEqual(node.error_handler_config.on_error, "show_message")
                        self.assertTrue(node.error_handler_config.error_message)

    def test_schemas_are_those_of_the_tools(self) -> None:
        for name, flow in self.flows.items():
            for node in flow.nodes.values():
                if node.kind != "tool":
                    continue
                with self.subTest(flow=name, node=node.name):
                    fields = node.input_schema.model_fields
                    self.assertEqual(set(fields), REQUESTS[node.tool])
                    self.assertEqual(set(node.inputs), REQUESTS[node.tool])
                    if node.tool in CALLBACKS:
                        answers = node.output_schema.model_fields
                        self.assertEqual(set(answers), CALLBACKS[node.tool])
                        required = {field for field, info in answers.items() if info.required}
                        self.assertEqual(required, ALWAYS[node.tool])

    def test_a_body_can_be_handed_over_as_one_value(self) -> None:
        os.environ["WXO_FLOW_BODY"] = "nested"
        self.addCleanup(os.environ.pop, "WXO_FLOW_BODY", None)
        for name in self.flows:
            flow = build(name)
            nodes = [
                node for node in flow.nodes.values() if getattr(node, "tool", "") in CALLBACKS
            ]
            self.assertEqual(len(nodes), 1, name)
            node = nodes[0]
            self.assertEqual(set(node.input_schema.model_fields), {"__requestBody__"})
            body = ast.parse(node.inputs["__requestBody__"], mode="eval").body
            self.assertEqual({key.value for key in body.keys}, REQUESTS[node.tool])
            flat = self.flows[name].nodes[node.name].inputs
            self.assertEqual(
                {
                    key.value: ast.unparse(value)
                    for key, value in zip(body.keys, body.values, strict=True)
                },
                {field: ast.unparse(ast.parse(code)) for field, code in flat.items()},
            )
            self.check_references(flow)

    def test_every_output_is_mapped(self) -> None:
        for name, flow in self.flows.items():
            declared = set(flow.options["output_schema"].model_fields)
            self.assertEqual(set(flow.outputs), declared, name)
            self.assertLessEqual({"status", "message", "job_id"}, declared, name)

    def test_every_expression_reads_what_is_there_by_then(self) -> None:
        for name, flow in self.flows.items():
            with self.subTest(flow=name):
                self.check_references(flow)

    def check_references(self, flow: Flow) -> None:
        for code, place in self.code_of(flow):
            for reference in references(code):
                with self.subTest(place=place, reads=reference):
                    self.check_reference(flow, reference, place)

    def code_of(self, flow: Flow) -> list[tuple[str, str]]:
        """Every expression, with the node of the flow at which it is evaluated."""
        code = [(expression, END) for expression in flow.outputs.values()]
        for node in flow.nodes.values():
            code += [(expression, node.name) for expression in node.inputs.values()]
            if node.kind == "script":
                code.append((node.script, node.name))
            if node.kind == "branch":
                code += [(expression, node.name) for _, expression, _ in node.conditions]
            if isinstance(node, UserFlow):
                for inner in node.nodes.values():
                    code += [(expression, node.name) for expression in inner.inputs.values()]
                    text = getattr(inner, "text", None) or ""
                    code += [(part, node.name) for part in re.findall(r"\{(.*?)\}", text)]
        return code

    def check_reference(self, flow: Flow, reference: Reference, place: str) -> None:
        first, *rest = reference.steps
        if first in ("input", "private"):
            schema = flow.options[f"{first}_schema"]
            self.assertIsNotNone(schema, f"the flow declares no {first}")
            self.assertIn(rest[0], schema.model_fields)
            return
        self.assertIn(first, flow.nodes)
        # On every way to the place of the expression the node that it reads has run.
        self.assertNotIn(place, reachable(flow.edges, without=first), f"{first} may not have run")
        node = flow.nodes[first]
        if isinstance(node, UserFlow):
            form, rest = rest[0], rest[1:]
            self.assertIn(form, node.nodes)
            node = node.nodes[form]
        self.assertEqual(rest[0], "output")
        if len(rest) > 1:
            self.assertIn(rest[1], self.outputs_of(node))
        else:
            self.assertEqual(node.kind, "tool", "only the result of a tool is read as a whole")

    def outputs_of(self, node: Node) -> set[str]:
        if node.kind == "form":
            return set(node.fields)
        if node.kind == "script":
            return written(node.script)
        return set(node.output_schema.model_fields)

    def test_scripts_set_what_they_declare(self) -> None:
        for name, flow in self.flows.items():
            for node in flow.nodes.values():
                if node.kind == "script" and node.output_schema:
                    with self.subTest(flow=name, node=node.name):
                        self.assertEqual(
                            written(node.script), set(node.output_schema.model_fields)
                        )

    def test_scripts_keep_to_the_restricted_python(self) -> None:
        forbidden = (
            ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.Lambda, ast.AugAssign,
            ast.Try, ast.With, ast.Global, ast.Delete, ast.While,
        )  # fmt: skip
        for name, flow in self.flows.items():
            for node in flow.nodes.values():
                if node.kind != "script":
                    continue
                with self.subTest(flow=name, node=node.name):
                    tree = ast.parse(node.script)
                    assigned = {
                        part.id
                        for part in ast.walk(tree)
                        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
                    }
                    for part in ast.walk(tree):
                        self.assertNotIsInstance(part, forbidden)
                        if isinstance(part, ast.Attribute):
                            self.assertNotIn(part.attr, ("format", "format_map"))
                            self.assertFalse(part.attr.startswith("_"), part.attr)
                        if isinstance(part, ast.Name):
                            self.assertIn(part.id, assigned | CONTEXT | set(BUILTINS))
                            self.assertFalse(part.id.startswith("_"), part.id)

    def test_files_are_read_by_the_importer_with_real_types(self) -> None:
        for folder in ("flows", "tools"):
            for path in sorted((adk_stub.FOLDER / folder).glob("*.py")):
                imports = [
                    node.module
                    for node in ast.walk(ast.parse(Path(path).read_text()))
                    if isinstance(node, ast.ImportFrom)
                ]
                self.assertNotIn("__future__", imports, path.name)


class FormTests(unittest.TestCase):
    def test_both_interactive_flows_ask_for_image_and_instruction(self) -> None:
        for name in ("edit_one_image", "edit_one_image_to_cos"):
            fields = build(name).nodes["ask"].nodes["Upload"].fields
            self.assertEqual(set(fields), {"Instruction", "Image"})
            self.assertTrue(all(field["required"] for field in fields.values()))
            self.assertEqual(
                fields["Image"]["supported_file_types"], [".png", ".jpg", ".jpeg", ".webp"]
            )
            # 14,000,000 characters of base64, which the service takes, are 10.5 million bytes.
            self.assertLessEqual(fields["Image"]["file_max_size"] * 1024 * 1024, 10_500_000)


class PrepareTests(unittest.TestCase):
    def prepare(self, result: Any, file_name: str | None = "photo.png") -> Values:
        outputs = []
        for name in ("edit_one_image", "edit_one_image_to_cos"):
            form = Values(
                output=Values(Image="https://files.example.com/1", Instruction="Brighter")
            )
            flow = Values(encode_image=Values(output=result), ask=Values(Upload=form))
            outputs.append(run_script(build(name).nodes["prepare"], flow, file_name))
        self.assertEqual(outputs[0], outputs[1])
        return outputs[0]

    def test_takes_every_form_of_the_result(self) -> None:
        text = "iVBORw0KGgo+/A=="
        forms = (
            text,
            f"ToolResponse(content={text}, context_updates={{}})",
            f"ToolResponse(content={text}, context_updates={{}}, _meta={{}})",
            f"ToolResponse(content='{text}', context_updates={{}})",
            f"ToolResponse(content={text})",
            '{"content": "' + text + '"}',
            Values(value=text),
            Values(content=text),
            Values(value=f"ToolResponse(content={text}, context_updates={{}})"),
            Values(value=Values(content=text)),
            '{"value": "' + text + '"}',
        )
        for form in forms:
            with self.subTest(form):
                self.assertEqual(self.prepare(form).image_base64, text)

    def test_no_result_is_an_empty_text(self) -> None:
        for nothing in (None, "", Values(), Values(value=None), "{}"):
            with self.subTest(nothing):
                self.assertEqual(self.prepare(nothing).image_base64, "")

    def test_a_file_without_a_name_has_an_empty_one(self) -> None:
        self.assertEqual(self.prepare("iVBO", None).filename, "")
        self.assertEqual(self.prepare("iVBO", "été.jpg").filename, "été.jpg")


class EditOneImageTests(unittest.TestCase):
    def setUp(self) -> None:
        self.flow = build("edit_one_image")

    def outcome(self, answer: Any) -> Values:
        return run_script(self.flow.nodes["outcome"], Values(edit_image=Values(output=answer)))

    def branch(self, status: str) -> str:
        for target, expression, default in self.flow.nodes["edited"].conditions:
            names = {"flow": Values(outcome=Values(output=Values(status=status)))}
            if default or eval(expression, {"__builtins__": {}}, names):
                return target
        raise AssertionError("no branch is taken")

    COMPLETED = {
        "status": "completed", "job_id": "j1", "filename": None,
        "result_image_base64": "iVBO", "result_mime_type": "image/png",
    }  # fmt: skip

    def test_an_edited_image_is_decoded_and_shown(self) -> None:
        for answer in (Values(self.COMPLETED), Values(__requestBody__=Values(self.COMPLETED))):
            outcome = self.outcome(answer)
            self.assertEqual(outcome.status, "completed")
            self.assertEqual(outcome.image_base64, "iVBO")
            self.assertEqual(outcome.job_id, "j1")
            self.assertNotIn("fallback", outcome.message)
        self.assertEqual(self.branch("completed"), "decode_image")
        shown = self.flow.nodes["show"].nodes
        self.assertEqual(shown["result"].field_kind, adk_stub.UserFieldKind.File)

    def test_the_fallback_is_told(self) -> None:
        outcome = self.outcome(Values(self.COMPLETED, fallback_local=1))
        self.assertEqual(outcome.status, "completed")
        self.assertIn("not an AI edit", outcome.message)
        self.assertIn("budget for AI edits", outcome.message)
        self.assertNotIn("OpenAI", outcome.message)

    def test_a_failed_job_says_why_and_decodes_nothing(self) -> None:
        answer = {"status": "failed", "job_id": "j2", "filename": "a.png", "error": "blocked"}
        outcome = self.outcome(Values(answer))
        self.assertEqual(outcome.status, "failed")
        self.assertEqual(outcome.message, "The image could not be edited: blocked")
        self.assertEqual(outcome.image_base64, "")
        self.assertEqual(outcome.job_id, "j2")
        self.assertEqual(self.branch("failed"), "no_picture")

    def test_an_answer_without_image_or_without_anything_failed(self) -> None:
        for answer in (
            Values(status="completed", job_id="j3"),
            Values(__requestBody__=None),
            Values(),
            None,
        ):
            with self.subTest(answer):
                outcome = self.outcome(answer)
                self.assertEqual(outcome.status, "failed")
                self.assertIn("could not be edited", outcome.message)

    def test_the_image_is_kept_for_the_output_on_both_ways(self) -> None:
        address = "https://files.example.com/result.png"
        for result in (
            address,
            Values(value=address),
            Values(content=address),
            f"ToolResponse(content={address}, context_updates={{}}, _meta={{}})",
        ):
            flow = Values(decode_image=Values(output=result), private=Values())
            run_script(self.flow.nodes["picture"], flow)
            self.assertEqual(flow.private.image, address)
        for nothing in (None, "", Values()):
            flow = Values(decode_image=Values(output=nothing), private=Values())
            run_script(self.flow.nodes["picture"], flow)
            self.assertEqual(flow.private.image, "")
        flow = Values(private=Values())
        run_script(self.flow.nodes["no_picture"], flow)
        self.assertEqual(flow.private.image, "")


class EditOneImageToCosTests(unittest.TestCase):
    COMPLETED = {
        "status": "completed", "job_id": "j1", "filename": "a.png",
        "object_key": "results/j1/a_modified.png",
        "result_url": "https://cos.example.com/results/j1/a_modified.png?X-Amz-Signature=1",
        "expires_in": 900,
    }  # fmt: skip

    def outcome(self, answer: Any) -> Values:
        node = build("edit_one_image_to_cos").nodes["outcome"]
        return run_script(node, Values(edit_image=Values(output=answer)))

    def test_the_link_is_shown_as_it_is_with_its_time(self) -> None:
        outcome = self.outcome(Values(self.COMPLETED))
        self.assertEqual(outcome.result_url, self.COMPLETED["result_url"])
        self.assertIn(f"]({self.COMPLETED['result_url']})", outcome.message)
        self.assertIn("15 minutes", outcome.message)
        self.assertIn("90 seconds", self.outcome(Values(self.COMPLETED, expires_in=90)).message)
        self.assertNotIn("works for", self.outcome(Values(self.COMPLETED, expires_in=0)).message)

    def test_the_message_is_shown_by_the_flow(self) -> None:
        shown = build("edit_one_image_to_cos").nodes["show"].nodes["note"]
        self.assertEqual(shown.text, "{flow.outcome.output.message}")

    def test_the_fallback_is_told(self) -> None:
        message = self.outcome(Values(self.COMPLETED, fallback_local=1)).message
        self.assertIn("not an AI edit", message)
        self.assertIn("budget for AI edits", message)
        self.assertNotIn("OpenAI", message)

    def test_a_failed_job_says_why_and_has_no_link(self) -> None:
        outcome = self.outcome(
            Values(status="failed", job_id="j2", filename=None, error="no bucket")
        )
        self.assertEqual(outcome.status, "failed")
        self.assertEqual(outcome.message, "The image could not be edited: no bucket")
        self.assertEqual(outcome.result_url, "")
        self.assertEqual(self.outcome(Values(status="completed", job_id="j3")).status, "failed")


class EditAllImagesTests(unittest.TestCase):
    ANSWER = {
        "status": "completed", "job_id": "j1", "total_files": 3, "processed": 3, "failed": 0,
        "fallback_local": 0, "total_files_processed": 3, "duration_seconds": 12.345,
        "output_bucket": "out", "output_prefix": "results/batch/j1/", "errors": [],
    }  # fmt: skip

    def report(self, answer: Any) -> Values:
        node = build("edit_all_images").nodes["report"]
        return run_script(node, Values(edit_images=Values(output=answer)))

    def test_a_batch_without_errors(self) -> None:
        report = self.report(Values(self.ANSWER))
        for name, value in self.ANSWER.items():
            if name != "total_files_processed":
                self.assertEqual(report[name], value, name)
        self.assertEqual(report.error, "")
        self.assertEqual(
            report.message, "3 of 3 images were edited; the results are in out/results/batch/j1/"
        )

    def test_errors_and_fallbacks_are_told(self) -> None:
        changes = {
            "status": "completed_with_errors", "processed": 2, "failed": 1, "fallback_local": 1,
            "errors": ["a.txt: not an image"],
        }  # fmt: skip
        report = self.report(Values(__requestBody__=Values(self.ANSWER, **changes)))
        self.assertEqual(report.status, "completed_with_errors")
        self.assertEqual(report.errors, ["a.txt: not an image"])
        self.assertIn("2 of 3 images", report.message)
        self.assertIn(", 1 failed", report.message)
        self.assertIn("1 of the results are the demo fallback, not an AI edit", report.message)
        self.assertIn("budget for AI edits", report.message)
        self.assertNotIn("OpenAI", report.message)

    def test_an_empty_bucket(self) -> None:
        report = self.report(Values(self.ANSWER, total_files=0, processed=0))
        self.assertEqual(report.status, "completed")
        self.assertEqual(report.message, "There are no images in the input bucket.")

    def test_a_failed_batch_says_why_and_what_was_done(self) -> None:
        answer = Values(self.ANSWER, status="failed", processed=1, error="out of time")
        report = self.report(answer)
        self.assertEqual(report.status, "failed")
        self.assertEqual(report.error, "out of time")
        self.assertEqual(
            report.message, "The batch failed: out of time (1 of 3 images have a result)"
        )
        self.assertEqual(self.report(None).status, "failed")
        self.assertEqual(self.report(Values(__requestBody__=None)).status, "failed")


class MakeVideoTests(unittest.TestCase):
    COMPLETED = {
        "status": "completed", "workflow_id": "w1",
        "image_url": "https://cos.example.com/images/w1.png?X-Amz-Signature=1",
        "video_url": "https://cos.example.com/videos/w1.mp4?X-Amz-Signature=2", "error": None,
    }  # fmt: skip

    def outcome(self, answer: Any) -> Values:
        node = build("make_video").nodes["outcome"]
        return run_script(node, Values(start_workflow=Values(output=answer)))

    def test_the_form_asks_for_both_descriptions(self) -> None:
        fields = build("make_video").nodes["ask"].nodes["Words"].fields
        self.assertEqual(set(fields), {"Picture", "Movement"})
        self.assertTrue(all(field["required"] for field in fields.values()))

    def test_the_links_are_shown_as_they_are(self) -> None:
        for answer in (Values(self.COMPLETED), Values(__requestBody__=Values(self.COMPLETED))):
            outcome = self.outcome(answer)
            self.assertEqual(outcome.status, "completed")
            self.assertEqual(outcome.job_id, "w1")
            self.assertEqual(outcome.video_url, self.COMPLETED["video_url"])
            self.assertEqual(outcome.image_url, self.COMPLETED["image_url"])
            self.assertIn(f"[Open the video]({self.COMPLETED['video_url']})", outcome.message)
            self.assertIn(f"[the picture]({self.COMPLETED['image_url']})", outcome.message)
        shown = build("make_video").nodes["show"].nodes["note"]
        self.assertEqual(shown.text, "{flow.outcome.output.message}")

    def test_a_failed_run_says_why_and_keeps_the_picture_it_has(self) -> None:
        failed = Values(
            self.COMPLETED, status="failed", video_url=None, error="fal.ai: the words cannot be filmed"
        )
        outcome = self.outcome(failed)
        self.assertEqual(outcome.status, "failed")
        self.assertEqual(outcome.video_url, "")
        self.assertIn("could not be made: fal.ai: the words cannot be filmed", outcome.message)
        self.assertIn(self.COMPLETED["image_url"], outcome.message)
        nothing = self.outcome(Values(failed, image_url=None))
        self.assertEqual(nothing.image_url, "")
        self.assertNotIn("](", nothing.message)

    def test_an_answer_without_a_link_or_without_anything_failed(self) -> None:
        for answer in (
            Values(self.COMPLETED, video_url=None),
            Values(__requestBody__=None),
            Values(),
            None,
        ):
            with self.subTest(answer):
                outcome = self.outcome(answer)
                self.assertEqual(outcome.status, "failed")
                self.assertIn("could not be made", outcome.message)


if __name__ == "__main__":
    unittest.main()
