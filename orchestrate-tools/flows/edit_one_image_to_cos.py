"""The flow edit_one_image_to_cos: asks for an image and an instruction, and shows a link.

The edited image stays in IBM Cloud Object Storage (COS). Nothing large passes through the platform
on the way back, so this is the flow to prefer for big images.
Uses the tools image_to_base64 and processImageAsyncToCos, which must be imported first.
A node has the same name and display name, because an expression may find it by either.
"""

import os

from pydantic import BaseModel, Field

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
    """What processImageAsyncToCos takes."""

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
    object_key: str = Field(default="", description="Key of the edited image in COS")
    result_url: str = Field(default="", description="Signed link to the edited image")
    expires_in: int = Field(default=0, description="Seconds for which the link works")
    fallback_local: int = Field(default=0, description="1 when it is the demo fallback")
    error: str = Field(default="", description="Why the job failed")


class FlowOutput(BaseModel):
    """What the flow tells the agent."""

    status: str = Field(description="completed or failed")
    message: str = Field(description="What was shown to the user; says why a job failed")
    job_id: str = Field(description="Id of the job")
    result_url: str = Field(
        default="", description="Link to the edited image; empty when there is none"
    )
    expires_in: int = Field(default=0, description="Seconds for which the link works")


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
link = answer.get("result_url") or ""
seconds = int(answer.get("expires_in") or 0)
reason = answer.get("error") or "the service gave no reason"
if status == "completed" and not link:
    status = "failed"
    reason = "the answer of the service has no link"
if status != "completed":
    status = "failed"
    link = ""
    seconds = 0
    message = f"The image could not be edited: {reason}"
else:
    message = f"[Open the edited image]({link})"
    if seconds >= 120:
        message = message + f". The link works for {seconds // 60} minutes."
    elif seconds > 0:
        message = message + f". The link works for {seconds} seconds."
    if answer.get("fallback_local"):
        message = message + " The budget for AI edits is used up, so this is the demo fallback"
        message = message + ", not an AI edit."
self.output.status = status
self.output.message = message
self.output.job_id = answer.get("job_id") or ""
self.output.result_url = link
self.output.expires_in = seconds
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
    name="edit_one_image_to_cos",
    display_name="Edit one image and store it",
    description="Edits ONE image with AI, stores the result in IBM Cloud Object Storage and shows "
    "a link to it. Asks the user for the image and the instruction by itself. Takes 30 seconds "
    "to 5 minutes; each run is billed.",
    output_schema=FlowOutput,
)
def build_edit_one_image_to_cos(aflow: Flow) -> Flow:
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
        "processImageAsyncToCos",
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
        name="outcome", display_name="outcome", script=OUTCOME, output_schema=FlowOutput
    )

    # Shown by the flow itself: a model that repeats a signed link can break it.
    show = aflow.userflow(name="show", display_name="show")
    said = show.field(
        direction="output",
        name="note",
        display_name="note",
        kind=UserFieldKind.Text,
        text="{flow.outcome.output.message}",
    )
    show.sequence(START, said, END)

    aflow.sequence(START, ask, encode, prepare, edit, outcome, show, END)

    aflow.map_output(output_variable="status", expression='flow["outcome"].output.status')
    aflow.map_output(output_variable="message", expression='flow["outcome"].output.message')
    aflow.map_output(output_variable="job_id", expression='flow["outcome"].output.job_id')
    aflow.map_output(output_variable="result_url", expression='flow["outcome"].output.result_url')
    aflow.map_output(output_variable="expires_in", expression='flow["outcome"].output.expires_in')
    return aflow
