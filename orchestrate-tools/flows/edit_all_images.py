"""The flow edit_all_images: edits every image of the input bucket with one instruction.

It asks nobody anything, so it can be scheduled. Uses the tool batchProcessImages, which must be
imported first.
A node has the same name and display name, because an expression may find it by either.
"""

import os

from pydantic import BaseModel, Field

from ibm_watsonx_orchestrate.flow_builder.flows import END, START, Flow, ToolNode, flow
from ibm_watsonx_orchestrate.flow_builder.types import NodeErrorHandlerConfig

# No "from __future__ import annotations" here: the ADK compares the types of the function below.


class FlowInput(BaseModel):
    """What the flow needs."""

    prompt: str = Field(description="The instruction for every image, as the user put it")


class BatchRequest(BaseModel):
    """What batchProcessImages takes."""

    prompt: str = Field(description="What to change in every image")


class NestedBatchRequest(BaseModel):
    """The same as one value, for WXO_FLOW_BODY=nested."""

    body: BatchRequest = Field(alias="__requestBody__")


class BatchResult(BaseModel):
    """What the service sends back when the batch is over."""

    status: str = Field(description="completed, completed_with_errors or failed")
    job_id: str = Field(description="Id of the job")
    total_files: int = Field(default=0, description="Images found")
    processed: int = Field(default=0, description="Images with a result")
    failed: int = Field(default=0, description="Images without a result")
    fallback_local: int = Field(default=0, description="Results that are the demo fallback")
    total_files_processed: int = Field(default=0, description="The same as processed")
    duration_seconds: float = Field(default=0, description="How long the work took")
    output_bucket: str = Field(default="", description="Bucket of the results")
    output_prefix: str = Field(default="", description="Folder of the results")
    errors: list[str] = Field(default=[], description="What went wrong, at most 20 entries")
    error: str = Field(default="", description="Why the batch could not run")


class FlowOutput(BaseModel):
    """What the flow tells the agent."""

    status: str = Field(description="completed, completed_with_errors or failed")
    message: str = Field(description="A summary for the user")
    job_id: str = Field(description="Id of the job")
    total_files: int = Field(default=0, description="Images found")
    processed: int = Field(default=0, description="Images with a result")
    failed: int = Field(default=0, description="Images without a result")
    fallback_local: int = Field(default=0, description="Results that are the demo fallback")
    duration_seconds: float = Field(default=0, description="How long the work took")
    output_bucket: str = Field(default="", description="Bucket of the results")
    output_prefix: str = Field(default="", description="Folder of the results")
    errors: list[str] = Field(default=[], description="What went wrong, at most 20 entries")
    error: str = Field(default="", description="Why the batch could not run; empty when it ran")


REPORT = """
answer = flow["edit_images"].output or {}
if "__requestBody__" in answer:
    answer = answer["__requestBody__"] or {}
status = answer.get("status") or "failed"
total = int(answer.get("total_files") or 0)
processed = int(answer.get("processed") or 0)
failed = int(answer.get("failed") or 0)
fallback = int(answer.get("fallback_local") or 0)
bucket = answer.get("output_bucket") or ""
prefix = answer.get("output_prefix") or ""
errors = answer.get("errors") or []
error = ""
if status not in ["completed", "completed_with_errors"]:
    status = "failed"
    error = answer.get("error") or "the service gave no reason"
    message = f"The batch failed: {error}"
    if total > 0:
        message = message + f" ({processed} of {total} images have a result)"
elif total == 0:
    message = "There are no images in the input bucket."
else:
    message = f"{processed} of {total} images were edited"
    if failed > 0:
        message = message + f", {failed} failed"
    message = message + f"; the results are in {bucket}/{prefix}"
if fallback > 0:
    message = message + ". The budget for AI edits is used up: "
    message = message + f"{fallback} of the results are the demo fallback, not an AI edit."
self.output.status = status
self.output.message = message
self.output.job_id = answer.get("job_id") or ""
self.output.total_files = total
self.output.processed = processed
self.output.failed = failed
self.output.fallback_local = fallback
self.output.duration_seconds = float(answer.get("duration_seconds") or 0)
self.output.output_bucket = bucket
self.output.output_prefix = prefix
self.output.errors = errors
self.output.error = error
"""


def once(message: str) -> NodeErrorHandlerConfig:
    """Never let the platform repeat a node.

    A repeated call makes a second batch, and OpenAI bills both. The service retries by itself
    where that is safe.
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
    name="edit_all_images",
    display_name="Edit all images",
    description="Edits EVERY image of the input bucket with one instruction and stores the "
    "results in the output bucket. Takes minutes to hours, and every image is billed. Can be "
    "scheduled.",
    input_schema=FlowInput,
    output_schema=FlowOutput,
    schedulable=True,
)
def build_edit_all_images(aflow: Flow) -> Flow:
    """Put the flow together."""
    edit = aflow.tool(
        "batchProcessImages",
        name="edit_images",
        display_name="edit_images",
        input_schema=NestedBatchRequest if nested_body() else BatchRequest,
        output_schema=BatchResult,
        error_handler_config=once("The image service did not accept the batch."),
    )
    map_body(edit, {"prompt": "flow.input.prompt"})

    report = aflow.script(
        name="report", display_name="report", script=REPORT, output_schema=FlowOutput
    )

    aflow.sequence(START, edit, report, END)

    for name in FlowOutput.model_fields:
        aflow.map_output(output_variable=name, expression=f'flow["report"].output.{name}')
    return aflow
