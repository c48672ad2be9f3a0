"""Turns an uploaded image into the plain base64 text that the image tools take.

watsonx Orchestrate imports each tool file on its own, so this one needs nothing but the ADK and
the standard library. The work is done by encode_image and its helpers, which run without the ADK.
"""

import ast
import base64
import binascii
import json
from collections.abc import Callable
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


def decode(text: str) -> bytes:
    """Read base64 strictly; a data: prefix and white space around the text are allowed.

    Args:
        text (str): The text.

    Returns:
        bytes: What it encodes.

    Raises:
        ValueError: If the text is no base64.
    """
    stripped = text.strip()
    if stripped.lower().startswith("data:"):
        stripped = stripped.partition(",")[2]
    try:
        return base64.b64decode(stripped, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(
            f"The file is not a PNG, JPEG or WebP image, and not base64 text of one ({error})."
        ) from error


def encode_image(value: Any, download: Callable[[str], bytes]) -> str:
    """Turn an image, however it was handed over, into plain base64.

    Args:
        value (Any): The bytes, the address of the uploaded file, base64 text, or one of these in a
            wrapper.
        download (Callable[[str], bytes]): Reads an uploaded file by its address.

    Returns:
        str: Base64 on one line, without a data: prefix.

    Raises:
        ValueError: If there is no image in it.
    """
    value = unwrap(value)
    if isinstance(value, (bytearray, memoryview)):
        value = bytes(value)
    # Text that the platform hands to a parameter of type bytes arrives as its own bytes.
    if isinstance(value, bytes) and image_type(value) is None and value.isascii():
        value = unwrap(value.decode("ascii"))
    if isinstance(value, str):
        address = value.strip()
        if address.lower().startswith(("https://", "http://")):
            value = download(address)
        elif address:
            value = decode(address)
        else:
            value = b""
    if not isinstance(value, bytes):
        raise ValueError(f"An uploaded file was expected, not {type(value).__name__}.")
    if not value:
        raise ValueError("The file is empty. Upload a PNG, JPEG or WebP image.")
    if image_type(value) is None:
        raise ValueError(
            "The file is not a PNG, JPEG or WebP image, whatever its name says. Convert it first."
        )
    return base64.b64encode(value).decode("ascii")


def read_uploaded_file(address: str) -> bytes:
    """Read an uploaded file by the address that the platform gave it.

    Args:
        address (str): The address.

    Returns:
        bytes: The file.
    """
    # Only an address needs this class, and older ADKs do not have it.
    from ibm_watsonx_orchestrate.agent_builder.tools import WXOFile

    return WXOFile.get_content(address)


@tool(
    name="image_to_base64",
    description="Turns an uploaded PNG, JPEG or WebP image into base64 text. A step of the image "
    "flows; an agent should run a flow instead, because it cannot carry the text.",
    permission=ToolPermission.READ_ONLY,
)
def image_to_base64(data: bytes) -> str:
    """Turn an uploaded image into base64 text.

    Args:
        data (bytes): The uploaded image.

    Returns:
        str: The image as base64, without a data: prefix.
    """
    return encode_image(data, read_uploaded_file)
