"""The two Python tools, without the ADK."""

import base64
import inspect
import unittest

import adk_stub

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
JPEG = b"\xff\xd8\xff\xe0" + bytes(64)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(32)
IMAGES = {"image/png": PNG, "image/jpeg": JPEG, "image/webp": WEBP}


def text_of(image: bytes) -> str:
    return base64.b64encode(image).decode("ascii")


def wrapped(value: object) -> dict[str, object]:
    """Every form in which a platform has handed over a value."""
    return {
        "plain": value,
        "text": f"ToolResponse(content={value}, context_updates={{}})",
        "text with meta": f"ToolResponse(content={value}, context_updates={{}}, _meta={{}})",
        "quoted text": f"ToolResponse(content={value!r}, context_updates={{}})",
        "text without updates": f"ToolResponse(content={value})",
        "value": {"value": value},
        "content": {"content": value, "context_updates": {}},
        "both": {"value": f"ToolResponse(content={value}, context_updates={{}})"},
        "object": type("ToolResponse", (), {"content": value})(),
    }


class ImageToBase64Tests(unittest.TestCase):
    def setUp(self) -> None:
        self.module = adk_stub.load("tools/image_to_base64.py")
        self.tool = self.module.image_to_base64

    def test_is_declared_for_the_importer(self) -> None:
        self.assertEqual(self.tool.tool_name, "image_to_base64")
        self.assertIs(inspect.signature(self.tool).parameters["data"].annotation, bytes)
        self.assertIs(inspect.signature(self.tool).return_annotation, str)

    def test_encodes_each_kind_of_image_without_prefix(self) -> None:
        for mime_type, image in IMAGES.items():
            with self.subTest(mime_type):
                self.assertEqual(self.module.image_type(image), mime_type)
                self.assertEqual(self.tool(image), text_of(image))

    def test_takes_other_kinds_of_bytes(self) -> None:
        for value in (bytearray(PNG), memoryview(PNG)):
            with self.subTest(type(value)):
                self.assertEqual(self.tool(value), text_of(PNG))

    def test_takes_every_wrapper(self) -> None:
        for form, value in wrapped(text_of(PNG)).items():
            with self.subTest(form):
                self.assertEqual(self.tool(value), text_of(PNG))
        for form in ("value", "content", "object", "quoted text"):
            with self.subTest(f"{form} of bytes"):
                self.assertEqual(self.tool(wrapped(PNG)[form]), text_of(PNG))

    def test_takes_text_that_arrives_as_bytes(self) -> None:
        self.assertEqual(self.tool(text_of(PNG).encode("ascii")), text_of(PNG))

    def test_drops_a_data_prefix(self) -> None:
        self.assertEqual(self.tool("data:image/png;base64," + text_of(PNG)), text_of(PNG))

    def test_reads_an_uploaded_file_by_its_address(self) -> None:
        address = "https://files.example.com/upload?signature=abc"
        adk_stub.WXOFile.contents = {address: JPEG}
        for value in (address, address.encode("ascii"), {"value": address}):
            with self.subTest(value):
                self.assertEqual(self.tool(value), text_of(JPEG))

    def test_refuses_what_is_no_image(self) -> None:
        refusals = {
            b"": "is empty",
            "": "is empty",
            b"GIF89a" + bytes(200): "not a PNG, JPEG or WebP",
            b"%PDF-1.7\xe2\xe3": "not a PNG, JPEG or WebP",
            b"RIFF\x24\x00\x00\x00WAVEfmt \xff": "not a PNG, JPEG or WebP",
            text_of(b"hello world!"): "not a PNG, JPEG or WebP",
            "not base64 at all": "not base64 text of one",
            text_of(PNG)[:-3] + "*==": "not base64 text of one",
            '{"a":' * 100_000: "not base64 text of one",
            "ToolResponse(content='a'" + "+'a'" * 100_000 + ")": "not base64 text of one",
            None: "NoneType",
            12: "int",
        }
        for value, message in refusals.items():
            with self.subTest(str(value)[:60]), self.assertRaisesRegex(ValueError, message):
                self.tool(value)

    def test_gives_up_on_endless_wrappers(self) -> None:
        value: object = text_of(PNG)
        for _ in range(20):
            value = {"value": value}
        with self.assertRaisesRegex(ValueError, "dict"):
            self.tool(value)


class Base64ToImageTests(unittest.TestCase):
    def setUp(self) -> None:
        self.module = adk_stub.load("tools/base64_to_image.py")
        self.tool = self.module.base64_to_image

    def test_is_declared_for_the_importer(self) -> None:
        self.assertEqual(self.tool.tool_name, "base64_to_image")
        self.assertIs(inspect.signature(self.tool).parameters["image_base64"].annotation, str)
        self.assertIs(inspect.signature(self.tool).return_annotation, bytes)

    def test_decodes_each_kind_of_image(self) -> None:
        for mime_type, image in IMAGES.items():
            with self.subTest(mime_type):
                self.assertEqual(self.module.image_type(image), mime_type)
                self.assertEqual(self.tool(text_of(image)), image)

    def test_takes_every_wrapper(self) -> None:
        for form, value in wrapped(text_of(WEBP)).items():
            with self.subTest(form):
                self.assertEqual(self.tool(value), WEBP)

    def test_takes_json_text_and_text_as_bytes(self) -> None:
        self.assertEqual(self.tool('{"content": "' + text_of(PNG) + '"}'), PNG)
        self.assertEqual(self.tool(text_of(PNG).encode("ascii")), PNG)

    def test_takes_a_data_prefix_and_white_space_around(self) -> None:
        self.assertEqual(self.tool("data:image/png;base64," + text_of(PNG)), PNG)
        self.assertEqual(self.tool("\n" + text_of(PNG) + "\n"), PNG)

    def test_leaves_an_image_as_it_is(self) -> None:
        for value in (PNG, bytearray(PNG), {"value": PNG}):
            with self.subTest(type(value)):
                self.assertEqual(self.tool(value), PNG)

    def test_refuses_what_is_no_base64_image(self) -> None:
        text = text_of(PNG)
        refusals = {
            "": "no result to decode",
            "   ": "no result to decode",
            text[:20] + "\n" + text[20:]: "not base64",
            text[:20] + " " + text[20:]: "not base64",
            text.rstrip("=")[:-1] + "*": "not base64",
            "A" + text: "not base64",
            "The image could not be edited": "not base64",
            text_of(b"hello world!"): "not of a PNG",
            '{"a":' * 100_000: "not base64",
            "ToolResponse(content='a'" + "+'a'" * 100_000 + ")": "not base64",
            b"\x00\xff\x00": "not a PNG",
            None: "NoneType",
        }
        for value, message in refusals.items():
            with self.subTest(str(value)[:60]), self.assertRaisesRegex(ValueError, message):
                self.tool(value)


class ToolFileTests(unittest.TestCase):
    def test_both_tools_unwrap_alike(self) -> None:
        encode = adk_stub.load("tools/image_to_base64.py")
        decode = adk_stub.load("tools/base64_to_image.py")
        for name in ("image_type", "unwrap", "unwrap_text"):
            with self.subTest(name):
                self.assertEqual(
                    inspect.getsource(getattr(encode, name)),
                    inspect.getsource(getattr(decode, name)),
                )

    def test_one_is_the_inverse_of_the_other(self) -> None:
        encode = adk_stub.load("tools/image_to_base64.py").image_to_base64
        decode = adk_stub.load("tools/base64_to_image.py").base64_to_image
        for image in IMAGES.values():
            self.assertEqual(decode(encode(image)), image)


if __name__ == "__main__":
    unittest.main()
