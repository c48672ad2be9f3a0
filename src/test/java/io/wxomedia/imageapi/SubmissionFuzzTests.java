package io.wxomedia.imageapi;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import io.wxomedia.image.InputPicture;
import io.wxomedia.testing.FuzzTests;
import io.wxomedia.testing.MemoryPayloads;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes {@link SubmissionReader} and what reads below it: it takes what a slow reading
 * of the same bytes takes, whose text is decoded whole, parsed whole and only then looked
 * at, and refuses the rest with a {@link Refusal}.
 */
class SubmissionFuzzTests extends FuzzTests {

	private static final int MOST_CHARACTERS = 300;

	private final JsonMapper json = new JsonMapper();

	SubmissionFuzzTests() {
		super("submission", 20_000);
	}

	@Override
	protected void run(byte[] input) throws Exception {
		Taken expected = slowly(input);
		for (int pace : new int[] { Integer.MAX_VALUE, 1, 5 }) {
			MemoryPayloads payloads = new MemoryPayloads();
			assertThat(quickly(input, pace, payloads)).as("%d bytes at a time", pace).isEqualTo(expected);
			assertThat(payloads.unclosed()).as("writers that are not closed").isZero();
		}
	}

	private static @Nullable Taken quickly(byte[] input, int pace, MemoryPayloads payloads) throws Exception {
		InputStream body = new Paced(new ByteArrayInputStream(input), pace);
		try (SubmittedEdit edit = new SubmissionReader(payloads, MOST_CHARACTERS, MOST_CHARACTERS).readImage(body,
				true)) {
			String prompt = edit.requirePrompt();
			SubmittedPictures pictures = edit.requireImages();
			edit.requireUsableFilename();
			SubmittedPictures.Picture picture = pictures.picture(InputPicture.Role.IMAGE);
			assertThat(picture).isNotNull();
			pictures.commit();
			int offset = Math.toIntExact(picture.offset());
			byte[] image = Arrays.copyOfRange(payloads.bytes(pictures.payload().id()), offset,
					offset + Math.toIntExact(pictures.length(picture)));
			assertThat(picture.digest()).isNotNull();
			assertThat(picture.digest().digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(image));
			return new Taken(prompt, edit.filename(), hex(image));
		}
		catch (Refusal ex) {
			assertThat(ex.getMessage()).isNotBlank();
			return null;
		}
	}

	private @Nullable Taken slowly(byte[] input) {
		String prompt = null;
		String filename = null;
		String image = null;
		try (JsonParser parser = this.json.createParser(text(input))) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				JsonToken token = parser.nextToken();
				String value = (token == JsonToken.VALUE_STRING) ? parser.getString() : null;
				boolean known = name.equals("prompt") || name.equals("filename") || name.equals("image_base64");
				if (known && value == null && token != JsonToken.VALUE_NULL) {
					return null;
				}
				switch (name) {
					case "prompt" -> prompt = value;
					case "filename" -> filename = value;
					case "image_base64" -> {
						if (image != null && value != null) {
							return null;
						}
						image = (value != null) ? value : image;
					}
					default -> parser.skipChildren();
				}
			}
			if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
				return null;
			}
		}
		catch (JacksonException | CharacterCodingException ex) {
			return null;
		}
		byte[] decoded = decode(image);
		if (decoded == null || prompt == null || prompt.isBlank() || !storable(prompt)
				|| filename != null && !storable(filename)) {
			return null;
		}
		return new Taken(prompt, filename, hex(decoded));
	}

	private static String text(byte[] input) throws CharacterCodingException {
		String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString();
		return text.startsWith("\uFEFF") ? text.substring(1) : text;
	}

	private static boolean storable(String text) {
		return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
	}

	private static byte @Nullable [] decode(@Nullable String image) {
		if (image == null || image.isEmpty() || image.length() > MOST_CHARACTERS || image.length() % 4 != 0
				|| !image.matches("[A-Za-z0-9+/]*={0,2}")) {
			return null;
		}
		return Base64.getDecoder().decode(image);
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

	/**
	 * What was taken.
	 *
	 * @param prompt the instruction
	 * @param filename the file name, or {@code null}
	 * @param image the bytes of the image in hexadecimal
	 */
	private record Taken(String prompt, @Nullable String filename, String image) {

	}

	/**
	 * Gives a few bytes at a time, as networks do.
	 */
	private static final class Paced extends FilterInputStream {

		private final int most;

		Paced(InputStream in, int most) {
			super(in);
			this.most = most;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return super.read(bytes, offset, Math.min(length, this.most));
		}

	}

}
