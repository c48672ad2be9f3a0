"""The flow edit_one_image: asks for an image and an instruction, and shows the edited image.

Uses the tools image_to_base64, processImageAsyncToBase64 and base64_to_image, which must be
imported first.
A node has the same name and display name, because an expression may find it by either.
"""

import os

from pydantic import BaseModel, Field

from ibm_watsonx_orchestrate.flow_builder.data_map import Assignment, DataMap
from ibm_watsonx_orchestrate.flow_builder.flows import END, START, Flow, ToolNode, flow
from ibm_watsonx_orchestrate.flow_builder.types import NodeErrorHandlerConfig, UserFieldKind

# No "from __future__ import annotations" here: the ADK compares the types of the function below.


class UploadedFile(BaseModel):
    """What image_to_base64 takes."""

    data: str = Field(description="The uploaded image", json_schema_extra={"format": "binary"})


class EncodedImage(BaseModel):
    """What image_to_base64 answers."""

    value: str = Field(default="", description="The image as base64")


class EditRequest(BaseModel):
    """What processImageAsyncToBase64 takes."""

    prompt: str = Field(description="What to change")
    filename: str = Field(default="", description="Name of the file")
    image_base64: str = Field(description="The image as base64")


class NestedEditRequest(BaseModel):
    """The same as one value, for WXO_FLOW_BODY=nested."""

    body: EditRequest = Field(alias="__requestBody__")


class EditResult(BaseModel):
    """What the service sends back when the job is over."""

    status: str = Field(description="completed or failed")
    job_id: str = Field(description="Id of the job")
    filename: str = Field(
        default="",
        description="Name of the file that was sent",
        json_schema_extra={"nullable": True},
    )
    result_image_base64: str = Field(default="", description="The edited image as base64")
    result_mime_type: str = Field(default="", description="MIME type of the edited image")
    fallback_local: int = Field(default=0, description="1 when it is the demo fallback")
    error: str = Field(default="", description="Why the job failed")


class ResultText(BaseModel):
    """What base64_to_image takes."""

    image_base64: str = Field(description="The edited image as base64")


class ImageFile(BaseModel):
    """What base64_to_image answers."""

    value: str = Field(default="", description="The image", json_schema_extra={"format": "binary"})


class Outcome(BaseModel):
    """What became of the job."""

    status: str = Field(description="completed or failed")
    message: str = Field(description="One sentence for the user")
    job_id: str = Field(description="Id of the job")
    image_base64: str = Field(description="The edited image as base64; empty when there is none")


class State(BaseModel):
    """What the flow remembers between its nodes."""

    image: str = Field(default="", description="Address of the edited image")


class FlowOutput(BaseModel):
    """What the flow tells the agent."""

    status: str = Field(description="completed or failed")
    message: str = Field(description="One sentence for the user; says why a job failed")
    job_id: str = Field(description="Id of the job")
    image: str = Field(
        default="", description="Address of the edited image; empty when there is none"
    )


PREPARE = """
text = flow["encode_image"].output or ""
if not isinstance(text, str):
    text = text.get("value") or text.get("content") or ""
if not isinstance(text, str):
    text = text.get("value") or text.get("content") or ""
start = text.find("ToolResponse(content=")
if start >= 0:
    text = text[start + 21:]
    end = text.find(", context_updates=")
    if end >= 0:
        text = text[:end]
    else:
        text = text.rstrip().rstrip(")")
if text.lstrip().startswith("{"):
    wrapper = json.loads(text)
    text = wrapper.get("value") or wrapper.get("content") or ""
self.output.image_base64 = text.strip().strip("'").strip('"')
self.output.filename = system.file.get_name(flow["ask"]["Upload"].output["Image"]) or ""
"""

OUTCOME = """
answer = flow["edit_image"].output or {}
if "__requestBody__" in answer:
    answer = answer["__requestBody__"] or {}
status = answer.get("status") or "failed"
image = answer.get("result_image_base64") or ""
reason = answer.get("error") or "the service gave no reason"
if status == "completed" and not image:
    status = "failed"
    reason = "the answer of the service has no image"
if status != "completed":
    status = "failed"
    image = ""
    message = f"The image could not be edited: {reason}"
elif answer.get("fallback_local"):
    message = "The budget for AI edits is used up, so this is the demo fallback, not an AI edit."
else:
    message = "Here is the edited image."
self.output.status = status
self.output.message = message
self.output.job_id = answer.get("job_id") or ""
self.output.image_base64 = image
"""

PICTURE = """
image = flow["decode_image"].output or ""
if not isinstance(image, str):
    image = image.get("value") or image.get("content") or ""
if "ToolResponse(content=" in image:
    image = image[image.find("ToolResponse(content=") + 21:]
    end = image.find(", context_updates=")
    if end >= 0:
        image = image[:end]
    else:
        image = image.rstrip().rstrip(")")
    image = image.strip().strip("'").strip('"')
flow.private.image = image
"""

NO_PICTURE = """
flow.private.image = ""
"""


def once(message: str) -> NodeErrorHandlerConfig:
    """Never let the platform repeat a node.

    A repeated call makes a second job, and OpenAI bills both. The service retries by itself where
    that is safe.
    """
    return NodeErrorHandlerConfig(max_retries=0, on_error="show_message", error_message=message)


def map_body(node: ToolNode, fields: dict[str, str]) -> None:
    """Map the fields of a request body, one by one or, with WXO_FLOW_BODY=nested, as one value.

    Tenants may want either form for tools imported with the CLI; README.md says when.
    """
    if nested_body():
        pairs = ", ".join(f'"{name}": {expression}' for name, expression in fields.items())
        node.map_input(input_variable="__requestBody__", expression="{" + pairs + "}")
    else:
        for name, expression in fields.items():
            node.map_input(input_variable=name, expression=expression)


def nested_body() -> bool:
    """Tell whether the body of a request is mapped as one value."""
    return os.environ.get("WXO_FLOW_BODY", "") == "nested"


@flow(
    name="edit_one_image",
    display_name="Edit one image",
    description="Edits ONE image with AI and shows the result in the chat. Asks the user for the "
    "image and the instruction by itself. Takes 30 seconds to 5 minutes; each run is billed.",
    output_schema=FlowOutput,
    private_schema=State,
)
def build_edit_one_image(aflow: Flow) -> Flow:
    """Put the flow together."""
    ask = aflow.userflow(name="ask", display_name="ask")
    form = ask.form(
        name="Upload",
        display_name="Upload",
        instructions="Which image, and what shall change in it?",
    )
    form.text_input_field(
        name="Instruction", label="Instruction", required=True, single_line=False
    )
    form.file_upload_field(
        name="Image",
        label="Image",
        required=True,
        file_max_size=10,
        supported_file_types=[".png", ".jpg", ".jpeg", ".webp"],
    )
    ask.edge(START, form)
    ask.edge(form, END)

    encode = aflow.tool(
        "image_to_base64",
        name="encode_image",
        display_name="encode_image",
        input_schema=UploadedFile,
        output_schema=EncodedImage,
        error_handler_config=once(
            "The image could not be read. Upload a PNG, JPEG or WebP image of up to 10 MB."
        ),
    )
    encode.map_input(input_variable="data", expression='flow["ask"]["Upload"].output["Image"]')

    prepare = aflow.script(name="prepare", display_name="prepare", script=PREPARE)

    edit = aflow.tool(
        "processImageAsyncToBase64",
        name="edit_image",
        display_name="edit_image",
        input_schema=NestedEditRequest if nested_body() else EditRequest,
        output_schema=EditResult,
        error_handler_config=once("The image service did not accept the job."),
    )
    map_body(
        edit,
        {
            "prompt": 'flow["ask"]["Upload"].output["Instruction"]',
            "filename": 'flow["prepare"].output.filename',
            "image_base64": 'flow["prepare"].output.image_base64',
        },
    )

    outcome = aflow.script(
        name="outcome", display_name="outcome", script=OUTCOME, output_schema=Outcome
    )
    edited = aflow.conditions(name="edited", display_name="edited")

    decode = aflow.tool(
        "base64_to_image",
        name="decode_image",
        display_name="decode_image",
        input_schema=ResultText,
        output_schema=ImageFile,
        error_handler_config=once("The result could not be turned into an image file."),
    )
    decode.map_input(
        input_variable="image_base64", expression='flow["outcome"].output.image_base64'
    )
    picture = aflow.script(name="picture", display_name="picture", script=PICTURE)

    show = aflow.userflow(name="show", display_name="show")
    said = show.field(
        direction="output",
        name="note",
        display_name="note",
        kind=UserFieldKind.Text,
        text="{flow.outcome.output.message}",
    )
    shown = show.field(
        direction="output",
        name="result",
        display_name="result",
        kind=UserFieldKind.File,
        input_map=DataMap().add(
            Assignment(target_variable="self.input.value", value_expression="flow.private.image")
        ),
    )
    show.sequence(START, said, shown, END)

    no_picture = aflow.script(name="no_picture", display_name="no_picture", script=NO_PICTURE)
    show_reason = aflow.userflow(name="show_reason", display_name="show_reason")
    reason = show_reason.field(
        direction="output",
        name="reason",
        display_name="reason",
        kind=UserFieldKind.Text,
        text="{flow.outcome.output.message}",
    )
    show_reason.sequence(START, reason, END)

    aflow.sequence(START, ask, encode, prepare, edit, outcome, edited)
    edited.condition(to_node=decode, expression='flow["outcome"].output.status == "completed"')
    edited.condition(to_node=no_picture, default=True)
    aflow.sequence(decode, picture, show, END)
    aflow.sequence(no_picture, show_reason, END)

    aflow.map_output(output_variable="status", expression='flow["outcome"].output.status')
    aflow.map_output(output_variable="message", expression='flow["outcome"].output.message')
    aflow.map_output(output_variable="job_id", expression='flow["outcome"].output.job_id')
    aflow.map_output(output_variable="image", expression="flow.private.image")
    return aflow
