package io.wxomedia.console;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.imageio.ImageIO;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Somebody makes a picture on the page.
 */
class TryItPageTests extends PageOfTheService {

	@ParameterizedTest
	@CsvSource({ "en, 1280, Done, Drop a picture here", "fr, 390, Terminée, Choisissez une image",
			"fr, 1280, Terminée, Déposez une image", "en, 390, Done, Choose a picture" })
	void pictureIsMade(String language, int width, String done, String invitation) throws IOException {
		provider.willReturn(RESULT);
		try (Visitor visitor = visitor(language, width).open("/")) {
			visitor.see(invitation);
			visitor.expectAccessible("empty");
			visitor.choose(photograph("harbour.jpg"));
			visitor.send("make it green");
			visitor.page().waitForSelector("before-after .after img");
			assertThat(visitor.page().locator("article.job .badge").innerText()).isEqualTo(done);
			assertThat(visitor.page().locator("article.job h3").innerText()).isEqualTo("make it green");
			assertThat(visitor.page().evaluate("document.querySelector('before-after .after img').naturalWidth"))
				.isEqualTo(64);
			visitor.expectAccessible("made");
			assertThat(visitor.page().evaluate("document.documentElement.lang")).isEqualTo(language);
			assertThat(visitor.page().title()).isNotEmpty();
		}
		assertThat(provider.edits()).hasSize(1);
	}

	@Test
	void keyboardAloneIsEnough() throws IOException {
		provider.willReturn(RESULT);
		Path chosen = photograph("keys.jpg");
		try (Visitor visitor = Visitor.alone(address(), "en", Visitor.DESKTOP)) {
			Page page = visitor.page();
			// Early, since the browser is told of it in the background.
			page.onFileChooser((chooser) -> chooser.setFiles(chosen));
			visitor.open("/");
			page.locator("#choose").focus();
			page.keyboard().press("Enter");
			page.waitForSelector(".picked img");
			visitor.tabTo("document.activeElement.id === 'prompt'");
			page.keyboard().type("by keyboard");
			visitor.tabTo("document.activeElement.textContent.includes('Make the picture')");
			page.keyboard().press("Enter");
			page.waitForSelector("before-after .after img");
			visitor.tabTo("document.activeElement.type === 'range'");
			page.keyboard().press("ArrowRight");
			assertThat(page.evaluate("document.querySelector('before-after').style.getPropertyValue('--at')"))
				.isEqualTo("51%");
			visitor.tabTo("document.activeElement.textContent.includes('Blink')");
			page.keyboard().press("Space");
			page.waitForSelector("before-after.blinking");
		}
	}

	@Test
	void severalPicturesAreSeveralJobs() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor visitor = visitor("en", Visitor.PHONE).open("/")) {
			visitor.choose(photograph("one.jpg"), photograph("two.jpg"), photograph("three.jpg"));
			visitor.button("Remove two.jpg").click();
			visitor.page()
				.waitForCondition(() -> visitor.page()
					.locator("form.composer .submit button")
					.innerText()
					.contains("Make 2 pictures"));
			visitor.send("both");
			Eventually.within(PATIENCE,
					() -> assertThat(visitor.page().locator("before-after .after img").count()).isEqualTo(2));
		}
		assertThat(provider.edits()).hasSize(2);
	}

	/**
	 * Whoever has chosen a picture and has said what to do need not look for the button.
	 */
	@ParameterizedTest
	@CsvSource({ "en", "fr" })
	void buttonIsInViewOnAPhone(String language) throws IOException {
		try (Visitor visitor = visitor(language, Visitor.PHONE).open("/")) {
			Page page = visitor.page();
			page.setViewportSize(Visitor.PHONE, 664);
			visitor.choose(photograph("in-the-hand.jpg"));
			page.fill("#prompt", "make it green");
			for (String place : List.of("scrollTo(0, 0)", "document.getElementById('prompt').scrollIntoView()")) {
				page.evaluate(place);
				assertThat(page.evaluate(
						"""
								(() => {
									const button = document.querySelector("form.composer .submit button");
									const box = button.getBoundingClientRect();
									const hit = [box.top + 4, box.bottom - 4].map((y) => document.elementFromPoint(box.left + 40, y));
									return box.top >= 0 && box.bottom <= innerHeight && hit.every((one) => button.contains(one));
								})()"""))
					.as(place)
					.isEqualTo(true);
			}
			visitor.expectAccessible("in the hand");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"en | An option has a value that the service does not take. | The field quality is not one of the values",
			"fr | Une option a une valeur que le service n’accepte pas. | Le champ quality n’a pas une des valeurs" })
	void refusalIsSaidInTheLanguageOfThePage(String language, String meaning, String facts) throws IOException {
		try (Visitor visitor = visitor(language, Visitor.DESKTOP).open("/")) {
			Page page = visitor.page();
			visitor.expect("422");
			page.route("**/process-image-async-b64", (route) -> route.fulfill(new Route.FulfillOptions().setStatus(422)
				.setContentType("application/problem+json")
				.setBody("{\"status\":422,\"code\":\"invalid_field\",\"detail\":\"The field quality is not one of"
						+ " the values that gpt-image-2 takes: low, high.\"}")));
			visitor.choose(photograph("refused-field.jpg"));
			visitor.send("whatever");
			visitor.see(meaning);
			visitor.see(facts);
		}
	}

	@Test
	void whatIsTooLargeIsShrunkAndWhatIsNoPictureIsRefusedHere() throws IOException {
		provider.willReturn(RESULT);
		Path large = Files.write(this.folder.resolve("large.png"), TestImages.png(4000, 1000, Color.BLUE));
		Path text = Files.writeString(this.folder.resolve("notes.png"), "no picture");
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/")) {
			visitor.page().setInputFiles("#files", text);
			visitor.see("notes.png is no picture that this browser can read");
			visitor.choose(large);
			assertThat(visitor.page().evaluate("document.querySelector('.picked img').naturalWidth")).isEqualTo(2048);
		}
	}

	@Test
	void failureSaysWhyAndIsTriedAgain() throws IOException {
		provider.willFail(OpenAiStub.Error.MODERATION);
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/")) {
			visitor.choose(photograph("refused.jpg"));
			visitor.send("something forbidden");
			Locator card = visitor.page().locator("article.job");
			card.getByText("Failed").waitFor();
			assertThat(card.locator(".sentence").innerText()).contains("Change the prompt or the image");
			visitor.button("Again with…").click();
			assertThat(visitor.page().inputValue("#prompt")).isEqualTo("something forbidden");
			visitor.page().waitForSelector(".picked img");
		}
	}

	@Test
	void developersSeeTheCallAndTheCallback() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/")) {
			visitor.choose(photograph("it's.jpg"));
			visitor.send("don't");
			visitor.page().waitForSelector("before-after .after img");
			visitor.button("For developers").click();
			visitor.page().waitForSelector("dialog .json");
			assertThat(visitor.page().locator("dialog pre").innerText()).contains("/process-image-async-b64",
					"\"prompt\":\"don'\\''t\"", "callbackUrl: http://127.0.0.1:" + this.port + "/inbox/page-");
			assertThat(visitor.page().locator("dialog .json").innerText()).contains("status", "\"completed\"",
					"result_image_base64", "image/png");
			visitor.expectAccessible("for developers");
		}
	}

	/**
	 * A camera holds a picture as its sensor lay and notes how it was held.
	 */
	@Test
	void photographIsTurnedUprightBeforeItIsSent() throws IOException {
		provider.willReturn(RESULT);
		Path lying = Files.write(this.folder.resolve("lying.jpg"), TestImages.jpegTurned(80, 40, 6));
		try (Visitor visitor = visitor("en", Visitor.PHONE).open("/")) {
			visitor.choose(lying);
			assertThat(visitor.page()
				.evaluate("(({ naturalWidth: w, naturalHeight: h }) => w + 'x' + h)"
						+ "(document.querySelector('.picked img'))"))
				.isEqualTo("40x80");
			visitor.send("upright");
			visitor.page().waitForSelector("before-after .after img");
		}
		byte[] sent = provider.edits()
			.get(0)
			.getParts()
			.stream()
			.filter((part) -> part.getName().startsWith("image"))
			.findFirst()
			.orElseThrow()
			.getBody()
			.asBytes();
		BufferedImage seen = ImageIO.read(new ByteArrayInputStream(sent));
		assertThat(seen.getWidth() + "x" + seen.getHeight()).isEqualTo("40x80");
		assertThat(new String(sent, StandardCharsets.ISO_8859_1)).doesNotContain("Exif");
	}

	@Test
	void firstVisitIsSmall() {
		long[] bytes = new long[1];
		List<String> before = new CopyOnWriteArrayList<>();
		try (Visitor visitor = Visitor.alone(address(), "en", Visitor.PHONE)) {
			visitor.page().onResponse((response) -> {
				if (!response.url().contains("/events")) {
					var sizes = response.request().sizes();
					bytes[0] += sizes.responseBodySize + sizes.responseHeadersSize;
				}
			});
			visitor.page().onRequest((request) -> before.add(request.url()));
			visitor.open("/").see("Nothing yet");
			// The page, its scripts, two sheets; its icon; who one is, options, events.
			assertThat(before).hasSizeLessThanOrEqualTo(9);
			assertThat(visitor.page().evaluate("document.querySelectorAll('script:not([src]), style, [style]').length"))
				.isEqualTo(0);
		}
		assertThat(bytes[0]).isBetween(20_000L, 80_000L);
	}

	/**
	 * All tests of the page count on it.
	 */
	@Test
	void whatIsNotAccessibleIsFound() {
		try (Visitor visitor = visitor("en", Visitor.PHONE)) {
			String page = "<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1>";
			visitor.page().setContent(page + "<p style='color: #777; background: #888'>Pale</p>");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> visitor.expectAccessible("pale"))
				.withMessageContainingAll("pale, dark", "color-contrast: <p style=");
			visitor.page().setContent(page + "<button></button>");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> visitor.expectAccessible("mute"))
				.withMessageContainingAll("mute, light", "button-name: <button></button>");
			visitor.page().setContent(page + "<p>Nothing is wrong");
			visitor.expectAccessible("right");
		}
	}

}
