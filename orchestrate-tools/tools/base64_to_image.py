"""Turns the base64 text of an edited image into a file that the chat can show.

watsonx Orchestrate imports each tool file on its own, so this one needs nothing but the ADK and
the standard library. The work is done by decode_image and its helpers, which run without the ADK.
"""

import ast
import base64
import binascii
import json
from typing import Any

from ibm_watsonx_orchestrate.agent_builder.tools import ToolPermission, tool

# No "from __future__ import annotations" here: the ADK makes the schema from the types themselves.

RESULT_START = "ToolResponse(content="
RESULT_END = ", context_updates="

# A wrapper within a wrapper has been seen; a deeper nest is somebody's mistake.
MAX_WRAPPERS = 5


def image_type(data: bytes) -> str | None:
    """Tell the MIME type of an image by its first bytes.

    Args:
        data (bytes): The file.

    Returns:
        str | None: image/png, image/jpeg or image/webp, and None for anything else.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def unwrap(value: Any) -> Any:
    """Take the result of a tool out of what the platform has put around it.

    Args:
        value (Any): Text, bytes, a dict with "value" or "content", an object with a content,
            or the text of a ToolResponse or of such a dict as JSON.

    Returns:
        Any: What was inside, usually text or bytes.
    """
    for _ in range(MAX_WRAPPERS):
        if isinstance(value, dict):
            inside = value.get("value", value.get("content"))
        elif isinstance(value, str):
            inside = unwrap_text(value)
        else:
            inside = getattr(value, "content", value)
        if inside is value:
            break
        value = inside
    return value


def unwrap_text(text: str) -> Any:
    """Take the content out of the text of a wrapper; other text stays as it is.

    Args:
        text (str): The text.

    Returns:
        Any: The content, or the very same text.
    """
    start = text.find(RESULT_START)
    if start >= 0:
        content = text[start + len(RESULT_START) :]
        end = content.rfind(RESULT_END)
        content = content[:end] if end >= 0 else content.rstrip().removesuffix(")")
        if content[:1] in ("'", '"') or content[:2] in ("b'", 'b"'):
            try:
                return ast.literal_eval(content)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return content.strip("'\"")
        return content
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def decode_image(value: Any) -> bytes:
    """Turn base64 text, however it was handed over, into the image.

    Args:
        value (Any): Base64 text with or without a data: prefix, the image itself, or one of these
            in a wrapper.

    Returns:
        bytes: The image.

    Raises:
        ValueError: If there is no image in it.
    """
    value = unwrap(value)
    if isinstance(value, (bytearray, memoryview)):
        value = bytes(value)
    if isinstance(value, bytes):
        if image_type(value) is not None:
            return value
        if not value.isascii():
            raise ValueError("The result is not a PNG, JPEG or WebP image.")
        value = unwrap(value.decode("ascii"))
    if not isinstance(value, str):
        raise ValueError(f"Base64 text was expected, not {type(value).__name__}.")
    text = value.strip()
    if text.lower().startswith("data:"):
        text = text.partition(",")[2]
    if not text:
        raise ValueError(
            "There is no result to decode. Look at the status and the error of the job first."
        )
    try:
        image = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"The result is not base64 text ({error}).") from error
    if image_type(image) is None:
        raise ValueError("The result is base64 text, but not of a PNG, JPEG or WebP image.")
    return image


@tool(
    name="base64_to_image",
    description="Turns the base64 text of a PNG, JPEG or WebP image into a file. A step of the "
    "image flows; an agent should run a flow instead, because it cannot carry the text.",
    permission=ToolPermission.READ_ONLY,
)
def base64_to_image(image_base64: str) -> bytes:
    """Turn base64 text into an image file.

    Args:
        image_base64 (str): The image as base64 text.

    Returns:
        bytes: The image.
    """
    return decode_image(image_base64)
