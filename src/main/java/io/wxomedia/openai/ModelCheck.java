package io.wxomedia.openai;

import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.openai.core.RequestOptions;
import com.openai.core.Timeout;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.models.models.Model;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Checks that OpenAI takes the key and has the model, and for how long it will. Asking
 * for a model is free.
 */
class ModelCheck implements PreflightCheck {

	private static final Duration PATIENCE = Duration.ofSeconds(6);

	private static final int DAYS_AHEAD = 30;

	private static final int LONGEST_WORDS = 200;

	private final OpenAiProperties properties;

	private final KnownShutdowns shutdowns;

	private final Clock clock;

	private final Duration patience;

	ModelCheck(OpenAiProperties properties, Clock clock) {
		this(properties, clock, PATIENCE);
	}

	ModelCheck(OpenAiProperties properties, Clock clock, Duration patience) {
		this.properties = properties;
		this.shutdowns = KnownShutdowns.read();
		this.clock = clock;
		this.patience = patience;
	}

	@Override
	public String name() {
		return "openai";
	}

	@Override
	public void run(Findings findings) {
		if (!this.properties.missing().isEmpty()) {
			findings.problem(
					String.join(", ", this.properties.missing())
							+ " is not set, so no image can be edited: the three POST endpoints answer 500.",
					"Set it to a key from https://platform.openai.com/api-keys.");
			return;
		}
		LocalDate told = null;
		try (OpenAiConnection connection = OpenAiConnection.open(this.properties, List.of());
				HttpResponseFor<Model> response = ask(connection)) {
			date(response.headers().values("date"), findings);
			if (isWebPage(response.headers())) {
				findings.warning(
						"What answers for OpenAI sends a web page (HTTP " + response.statusCode()
								+ "), so whether the key and the model work is not known.",
						"Check OPENAI_BASE_URL, and proxies on the way.");
			}
			else {
				told = shutdown(response);
				findings.ok("OpenAI takes the key and has the model " + this.properties.model() + ".");
			}
		}
		catch (OpenAIIoException ex) {
			if (ex.getCause() instanceof RefusedAnswer answer) {
				date(answer.headers().values("date"), findings);
				refused(ProviderError.of(answer), findings);
			}
			else {
				findings.problem("OpenAI was not reached (" + reason(ex) + ").",
						"Check the network, proxies and firewalls, and OPENAI_BASE_URL.");
			}
		}
		lifetime(told, findings);
	}

	private HttpResponseFor<Model> ask(OpenAiConnection connection) {
		Timeout timeout = Timeout.builder()
			.connect(this.patience)
			.write(this.patience)
			.read(this.patience)
			.request(this.patience)
			.build();
		return connection.models()
			.withRawResponse()
			.retrieve(this.properties.model(), RequestOptions.builder().timeout(timeout).build());
	}

	private static void date(List<String> dates, Findings findings) {
		findings.serverDate("OpenAI", dates.stream().findFirst().orElse(null));
	}

	/**
	 * A base URL that leads to a web site, or a proxy that wants a login, may answer
	 * anything with 200.
	 */
	private static boolean isWebPage(Headers headers) {
		return headers.values("content-type").stream().anyMatch((type) -> type.startsWith("text/html"));
	}

	/**
	 * That the model is there is known by then; other services than OpenAI may describe
	 * it differently.
	 */
	private static @Nullable LocalDate shutdown(HttpResponseFor<Model> response) {
		try {
			Optional<LocalDate> date = response.parse().shutdownDate();
			return date.orElse(null);
		}
		catch (OpenAIException ex) {
			return null;
		}
	}

	private void refused(ProviderError error, Findings findings) {
		String words = this.properties.withoutKey(error.describe(this.properties));
		String model = this.properties.model();
		switch (error.status()) {
			case 401, 403 -> {
				if (error.status() == 403 || mayNotAsk(error)) {
					findings.warning(
							"The key may not ask for models (HTTP " + error.status() + words(error)
									+ "), so whether it may edit images with " + model + " is not known.",
							"If it is a restricted key, it needs Models: Read for this check, and Images: Write to edit."
									+ " The first edit shows whether it works.");
				}
				else {
					// OpenAI's own words repeat parts of the key.
					findings.problem("OpenAI does not take the key (HTTP 401).", "Check OPENAI_API_KEY.");
				}
			}
			case 404 -> {
				if (this.properties.baseUrl() != null && !"model_not_found".equals(error.code())) {
					findings.warning(
							"OPENAI_BASE_URL cannot be asked for models (HTTP 404), so whether it has " + model
									+ " is not known.",
							"Check OPENAI_BASE_URL. The first edit shows whether it works.");
				}
				else {
					findings.problem("OpenAI has no model " + model + " for this key (HTTP 404).",
							"Check OPENAI_IMAGE_MODEL: the model may be retired, or not open to this key.");
				}
			}
			case 429 -> findings.warning(sentence(words),
					"Ask again in a minute; if it stays, check the account's plan and limits.");
			default -> findings.problem(sentence(words), "See https://status.openai.com, and check OPENAI_BASE_URL.");
		}
	}

	private static String sentence(String words) {
		return words.endsWith(".") ? words : words + ".";
	}

	private String words(ProviderError error) {
		if (error.message() == null) {
			return "";
		}
		String words = this.properties.withoutKey(error.message());
		return ": " + ((words.length() > LONGEST_WORDS) ? words.substring(0, LONGEST_WORDS) + "..." : words);
	}

	/**
	 * A restricted key is refused with 401 as well.
	 */
	private static boolean mayNotAsk(ProviderError error) {
		String message = String.valueOf(error.message()).toLowerCase(Locale.ROOT);
		return message.contains("missing scopes") || message.contains("insufficient permissions");
	}

	private void lifetime(@Nullable LocalDate told, Findings findings) {
		String model = this.properties.model();
		LocalDate end = (told != null) ? told : this.shutdowns.of(model);
		if (end == null) {
			return;
		}
		String source = (told != null) ? "as OpenAI tells" : "by the list of " + this.shutdowns.asOf();
		long days = ChronoUnit.DAYS.between(this.clock.instant().atZone(ZoneOffset.UTC).toLocalDate(), end);
		if (days <= 0) {
			findings.problem("The model " + model + " was shut down on " + end + " (" + source + ").",
					"Set OPENAI_IMAGE_MODEL to a model that is alive, such as gpt-image-2.");
		}
		else if (days <= DAYS_AHEAD) {
			findings.warning(
					"The model " + model + " will be shut down on " + end + ", in " + days + " days (" + source + ").",
					"Set OPENAI_IMAGE_MODEL to a model that stays, such as gpt-image-2.");
		}
		else {
			findings.ok("The model " + model + " will be shut down on " + end + " (" + source + ").");
		}
	}

	private String reason(Exception failure) {
		// Below a time-out is only the socket that it closed.
		if (failure.getCause() instanceof InterruptedIOException) {
			return "no answer within " + this.patience.toSeconds() + " s";
		}
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		String message = (cause.getMessage() != null) ? ": " + cause.getMessage() : "";
		return this.properties.withoutKey(cause.getClass().getSimpleName() + message);
	}

}
