"""The flow make_video: asks for a picture and a movement in words, and shows a link to the video.

The service makes a picture of the first description, then a video that begins with it. Nothing
large passes through the platform.
Uses the tool startWorkflow, which must be imported first.
A node has the same name and display name, because an expression may find it by either.
"""

import os

from pydantic import BaseModel, Field

from ibm_watsonx_orchestrate.flow_builder.flows import END, START, Flow, ToolNode, flow
from ibm_watsonx_orchestrate.flow_builder.types import NodeErrorHandlerConfig, UserFieldKind

# No "from __future__ import annotations" here: the ADK compares the types of the function below.


class VideoRequest(BaseModel):
    """What startWorkflow takes."""

    imagePrompt: str = Field(description="What the picture shows")
    videoPrompt: str = Field(description="What happens in the video")


class NestedVideoRequest(BaseModel):
    """The same as one value, for WXO_FLOW_BODY=nested."""

    body: VideoRequest = Field(alias="__requestBody__")


class VideoResult(BaseModel):
    """What the service sends back when the run is over."""

    status: str = Field(description="completed or failed")
    workflow_id: str = Field(description="Id of the run, and of its job")
    image_url: str = Field(
        default="",
        description="Signed link to the picture",
        json_schema_extra={"nullable": True},
    )
    video_url: str = Field(
        default="",
        description="Signed link to the video",
        json_schema_extra={"nullable": True},
    )
    error: str = Field(
        default="",
        description="Why there is no video",
        json_schema_extra={"nullable": True},
    )


class FlowOutput(BaseModel):
    """What the flow tells the agent."""

    status: str = Field(description="completed or failed")
    message: str = Field(description="What was shown to the user; says why a run failed")
    job_id: str = Field(description="Id of the run's job")
    image_url: str = Field(default="", description="Link to the picture; empty when there is none")
    video_url: str = Field(default="", description="Link to the video; empty when there is none")


OUTCOME = """
answer = flow["start_workflow"].output or {}
if "__requestBody__" in answer:
    answer = answer["__requestBody__"] or {}
status = answer.get("status") or "failed"
video = answer.get("video_url") or ""
image = answer.get("image_url") or ""
reason = answer.get("error") or "the service gave no reason"
if status == "completed" and not video:
    status = "failed"
    reason = "the answer of the service has no link"
if status != "completed":
    status = "failed"
    video = ""
    message = f"The video could not be made: {reason}"
    if image:
        message = message + f" [Open the picture]({image})"
else:
    message = f"[Open the video]({video})"
    if image:
        message = message + f" and [the picture]({image})"
    message = message + ". The links work for a limited time."
self.output.status = status
self.output.message = message
self.output.job_id = answer.get("workflow_id") or ""
self.output.image_url = image
self.output.video_url = video
"""


def once(message: str) -> NodeErrorHandlerConfig:
    """Never let the platform repeat a node.

    A repeated call makes a second video, and both are billed. The service retries by itself where
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
    name="make_video",
    display_name="Make a video",
    description="Makes a picture of a description and a video of 8 seconds that begins with it, and "
    "shows a link to the video. Asks the user for both descriptions by itself. Takes 2 to 10 "
    "minutes; each run is billed.",
    output_schema=FlowOutput,
)
def build_make_video(aflow: Flow) -> Flow:
    """Put the flow together."""
    ask = aflow.userflow(name="ask", display_name="ask")
    form = ask.form(
        name="Words",
        display_name="Words",
        instructions="What does the picture show, and what happens in the video? Write at least ten "
        "characters for each.",
    )
    form.text_input_field(name="Picture", label="Picture", required=True, single_line=False)
    form.text_input_field(name="Movement", label="Movement", required=True, single_line=False)
    ask.edge(START, form)
    ask.edge(form, END)

    start = aflow.tool(
        "startWorkflow",
        name="start_workflow",
        display_name="start_workflow",
        input_schema=NestedVideoRequest if nested_body() else VideoRequest,
        output_schema=VideoResult,
        error_handler_config=once(
            "The service did not accept the run. Both descriptions need at least ten characters, "
            "and there must be credits left."
        ),
    )
    map_body(
        start,
        {
            "imagePrompt": 'flow["ask"]["Words"].output["Picture"]',
            "videoPrompt": 'flow["ask"]["Words"].output["Movement"]',
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

    aflow.sequence(START, ask, start, outcome, show, END)

    for name in FlowOutput.model_fields:
        aflow.map_output(output_variable=name, expression=f'flow["outcome"].output.{name}')
    return aflow
