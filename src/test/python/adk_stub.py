"""A stand-in for the ADK of watsonx Orchestrate and for pydantic that records what a flow builds.

The names and the parameters are those of ADK 2.9.0, so a call that the ADK would refuse is refused
here too. Import this module before a tool or a flow of orchestrate-tools.
"""

import enum
import importlib.util
import inspect
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "orchestrate-tools"

START = "__start__"
END = "__end__"


class FieldInfo:
    """What Field(...) was given."""

    def __init__(self, default: Any, options: dict[str, Any]) -> None:
        self.default = default
        self.options = options
        self.annotation: Any = None

    @property
    def required(self) -> bool:
        return self.default is ...


def field(
    default: Any = ...,
    *,
    description: str | None = None,
    alias: str | None = None,
    json_schema_extra: dict[str, Any] | None = None,
) -> Any:
    return FieldInfo(
        default,
        {"description": description, "alias": alias, "json_schema_extra": json_schema_extra},
    )


class ModelType(type):
    """Collects the fields of a model, by their names on the wire."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:
        fields = {}
        for attribute, annotation in namespace.get("__annotations__", {}).items():
            info = namespace.pop(attribute, ...)
            if not isinstance(info, FieldInfo):
                info = FieldInfo(info, {})
            info.annotation = annotation
            fields[info.options.get("alias") or attribute] = info
        model = super().__new__(cls, name, bases, namespace)
        model.model_fields = fields
        return model


class BaseModel(metaclass=ModelType):
    pass


class Assignment:
    def __init__(self, *, target_variable: str, value_expression: str | None = None) -> None:
        self.target_variable = target_variable
        self.value_expression = value_expression


class DataMap:
    def __init__(self) -> None:
        self.maps: list[Assignment] = []

    def add(self, line: Assignment) -> "DataMap":
        self.maps.append(line)
        return self


class UserFieldKind(enum.Enum):
    Text = "text"
    File = "file"


class NodeErrorHandlerConfig:
    def __init__(
        self,
        *,
        error_message: str | None = None,
        max_retries: int | None = None,
        retry_interval: int | None = None,
        on_error: str | None = None,
        error_edge_id: str | None = None,
    ) -> None:
        if on_error not in (None, "show_message", "branch"):
            raise ValueError(f"on_error cannot be {on_error}")
        self.error_message = error_message
        self.max_retries = max_retries
        self.on_error = on_error


class Node:
    """A node with everything that it was given."""

    def __init__(self, kind: str, name: str, display_name: str | None, **details: Any) -> None:
        if not name:
            raise ValueError("a node needs a name")
        self.kind = kind
        self.name = name
        self.display_name = display_name
        self.inputs: dict[str, str] = {}
        self.fields: dict[str, dict[str, Any]] = {}
        self.__dict__.update(details)

    def map_input(
        self, input_variable: str, expression: str, default_value: str | None = None
    ) -> None:
        self.inputs[input_variable] = expression

    def text_input_field(
        self,
        name: str,
        label: str | None = None,
        required: bool = False,
        single_line: bool = True,
        placeholder_text: str | None = None,
        help_text: str | None = None,
    ) -> None:
        self._add_field("text", name, label, required=required)

    def file_upload_field(
        self,
        name: str,
        label: str | None = None,
        instructions: str | None = None,
        required: bool = False,
        allow_multiple_files: bool = False,
        file_max_size: int = 10,
        supported_file_types: list[str] | None = None,
    ) -> None:
        self._add_field(
            "file",
            name,
            label,
            required=required,
            file_max_size=file_max_size,
            supported_file_types=supported_file_types,
        )

    def _add_field(self, kind: str, name: str, label: str | None, **details: Any) -> None:
        if self.kind != "form":
            raise ValueError("only a form has fields")
        self.fields[name] = {"kind": kind, "label": label, **details}


class ToolNode(Node):
    pass


class Branch(Node):
    def condition(self, to_node: Any, expression: str = "", default: bool = False) -> "Branch":
        self.conditions.append((to_node.name, expression, default))
        self.containing_flow.edge(self, to_node)
        return self


class Graph:
    """Nodes and edges, of a flow or of a user activity."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: list[tuple[str, str]] = []

    def add(self, node: Any) -> Any:
        if node.name in self.nodes:
            raise ValueError(f"there are two nodes {node.name}")
        self.nodes[node.name] = node
        return node

    def edge(self, start_task: Any, end_task: Any, id: str | None = None) -> None:
        ends = []
        for task in (start_task, end_task):
            name = task if isinstance(task, str) else task.name
            if name not in (START, END) and name not in self.nodes:
                raise ValueError(f"{name} has not been added to the flow")
            ends.append(name)
        if ends[0] == END or ends[1] == START:
            raise ValueError(f"an edge cannot go from {ends[0]} to {ends[1]}")
        self.edges.append((ends[0], ends[1]))

    def sequence(self, *elements: Any) -> None:
        for first, second in zip(elements, elements[1:], strict=False):
            self.edge(first, second)

    def script(
        self,
        script: str | None = "",
        name: str | None = None,
        display_name: str | None = None,
        description: str | None = None,
        input_schema: Any = None,
        output_schema: Any = None,
    ) -> Node:
        return self.add(
            Node("script", name or "", display_name, script=script, output_schema=output_schema)
        )


class UserFlow(Graph, Node):
    """A user activity: forms and things to show."""

    def __init__(self, name: str, display_name: str | None) -> None:
        Graph.__init__(self)
        Node.__init__(self, "user_flow", name, display_name)

    def form(
        self,
        name: str,
        display_name: str | None = None,
        instructions: str | None = None,
        submit_button_label: str | None = "Submit",
        cancel_button_label: str | None = None,
    ) -> Node:
        return self.add(Node("form", name, display_name))

    def field(
        self,
        name: str,
        kind: UserFieldKind = UserFieldKind.Text,
        display_name: str | None = None,
        description: str | None = None,
        direction: str = "output",
        text: str | None = None,
        input_map: DataMap | None = None,
    ) -> Node:
        if direction == "output" and kind is UserFieldKind.Text and text is None:
            raise ValueError("a text to show needs its text")
        node = Node("field", name, display_name, field_kind=kind, text=text)
        for line in input_map.maps if input_map else []:
            node.inputs[line.target_variable.removeprefix("self.input.")] = line.value_expression
        return self.add(node)


class Flow(Graph):
    """A flow with everything that it was given."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self.options = options
        self.outputs: dict[str, str] = {}

    def userflow(
        self,
        owners: tuple[str, ...] = (),
        input_schema: Any = None,
        output_schema: Any = None,
        name: str | None = None,
        display_name: str | None = None,
    ) -> UserFlow:
        return self.add(UserFlow(name or "", display_name))

    def tool(
        self,
        tool: str,
        name: str | None = None,
        display_name: str | None = None,
        description: str | None = None,
        input_schema: Any = None,
        output_schema: Any = None,
        error_handler_config: NodeErrorHandlerConfig | None = None,
    ) -> ToolNode:
        return self.add(
            ToolNode(
                "tool",
                name or tool,
                display_name,
                tool=tool,
                input_schema=input_schema,
                output_schema=output_schema,
                error_handler_config=error_handler_config,
            )
        )

    def conditions(self, name: str = "", display_name: str = "") -> Branch:
        return self.add(Branch("branch", name, display_name, conditions=[], containing_flow=self))

    def map_output(
        self, output_variable: str, expression: str, default_value: str | None = None
    ) -> None:
        self.outputs[output_variable] = expression


def flow(
    *,
    name: str,
    display_name: str | None = None,
    description: str | None = None,
    input_schema: Any = None,
    output_schema: Any = None,
    private_schema: Any = None,
    schedulable: bool = False,
) -> Callable[[Callable[[Flow], Flow]], Callable[[], Flow]]:
    options = {
        "name": name,
        "display_name": display_name,
        "description": description,
        "input_schema": input_schema,
        "output_schema": output_schema,
        "private_schema": private_schema,
        "schedulable": schedulable,
    }

    def decorator(function: Callable[[Flow], Flow]) -> Callable[[], Flow]:
        # The ADK compares the types themselves, so they must not be text.
        parameters = list(inspect.signature(function).parameters.values())
        if [parameter.annotation for parameter in parameters] != [Flow]:
            raise ValueError("a flow takes one argument, of type Flow")
        if inspect.signature(function).return_annotation is not Flow:
            raise ValueError("a flow returns a Flow")

        def build() -> Flow:
            return function(Flow(options))

        build.flow_name = name
        return build

    return decorator


class ToolPermission(enum.Enum):
    READ_ONLY = "read_only"


def tool(*, name: str, description: str, permission: ToolPermission) -> Any:
    def decorator(function: Any) -> Any:
        function.tool_name = name
        function.description = description
        function.permission = permission
        return function

    return decorator


class WXOFile:
    """Uploaded files by their addresses."""

    contents: dict[str, bytes] = {}

    @classmethod
    def get_content(cls, url: str) -> bytes:
        return cls.contents[url]


def install() -> None:
    """Put the stand-ins where the tools and flows import them from."""
    root = "ibm_watsonx_orchestrate"
    modules = {
        "pydantic": {"BaseModel": BaseModel, "Field": field},
        root: {},
        f"{root}.agent_builder": {},
        f"{root}.agent_builder.tools": {
            "ToolPermission": ToolPermission,
            "WXOFile": WXOFile,
            "tool": tool,
        },
        f"{root}.flow_builder": {},
        f"{root}.flow_builder.data_map": {"Assignment": Assignment, "DataMap": DataMap},
        f"{root}.flow_builder.flows": {
            "END": END,
            "START": START,
            "Flow": Flow,
            "ToolNode": ToolNode,
            "flow": flow,
        },
        f"{root}.flow_builder.types": {
            "NodeErrorHandlerConfig": NodeErrorHandlerConfig,
            "UserFieldKind": UserFieldKind,
        },
    }
    for name, members in modules.items():
        module = types.ModuleType(name)
        module.__path__ = []
        module.__dict__.update(members)
        sys.modules[name] = module


def load(path: str) -> types.ModuleType:
    """Load a file of orchestrate-tools by itself, as the ADK does."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, FOLDER / path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


def flows() -> Iterator[Path]:
    """All the flow files."""
    yield from sorted((FOLDER / "flows").glob("*.py"))


install()
