package io.wxomedia.session;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of a report in the reader's language: French where it is asked for, else
 * English. Thread-safe.
 */
enum ReportWords {

	ENGLISH(Locale.US,
			Map.ofEntries(Map.entry("span", "%s to %s UTC. %d of %d seats taken."),
					Map.entry("jobs", "%d jobs completed, %d failed, %d open."), Map.entry("cost", "Cost"),
					Map.entry("total", "Cost: %s."), Map.entry("seats", "Seats"), Map.entry("seat", "Seat"),
					Map.entry("name", "Name"), Map.entry("done", "Completed"), Map.entry("lost", "Failed"),
					Map.entry("before", "Before"), Map.entry("after", "After"),
					Map.entry("still", "Picture of the video"), Map.entry("none", "no picture"),
					Map.entry("video", "video"), Map.entry("fallback", "Local fallback"), Map.entry("colon", ": "),
					Map.entry("more", "There are more pictures than one page takes; the first %d are shown."))),

	FRENCH(Locale.FRANCE, Map.ofEntries(Map.entry("span", "Du %s au %s UTC. %d places prises sur %d."),
			Map.entry("jobs", "%d tâches réussies, %d en échec, %d ouvertes."), Map.entry("cost", "Coût"),
			Map.entry("total", "Coût : %s."), Map.entry("seats", "Places"), Map.entry("seat", "Place"),
			Map.entry("name", "Nom"), Map.entry("done", "Réussies"), Map.entry("lost", "En échec"),
			Map.entry("before", "Avant"), Map.entry("after", "Après"), Map.entry("still", "Image de la vidéo"),
			Map.entry("none", "pas d’image"), Map.entry("video", "vidéo"), Map.entry("fallback", "Secours local"),
			Map.entry("colon", "\u00a0: "),
			Map.entry("more", "Il y a plus d’images qu’une page n’en prend ; voici les %d premières."),
			Map.entry("completed", "réussie"), Map.entry("completed_with_errors", "réussie avec des erreurs"),
			Map.entry("failed", "en échec"), Map.entry("cancelled", "annulée"), Map.entry("queued", "en attente"),
			Map.entry("running", "en cours"), Map.entry("cancelling", "en cours d’annulation"),
			Map.entry("openai_billing_limit", "budget épuisé chez le fournisseur"),
			Map.entry("daily_budget", "budget du jour épuisé"),
			Map.entry("session_budget", "budget de la session épuisé")));

	private static final Translation INTO_FRENCH = Translation.to("fr");

	private final Locale locale;

	private final Map<String, String> words;

	ReportWords(Locale locale, Map<String, String> words) {
		this.locale = locale;
		this.words = words;
	}

	/**
	 * Return the words for a reader.
	 * @param reader the language that the reader likes best
	 * @return the words
	 */
	static ReportWords of(Locale reader) {
		return "fr".equals(reader.getLanguage()) ? FRENCH : ENGLISH;
	}

	String tag() {
		return this.locale.getLanguage();
	}

	/**
	 * Say something.
	 * @param what the name of the message
	 * @param values what stands in it
	 */
	String say(String what, Object... values) {
		return String.format(this.locale, Objects.requireNonNull(this.words.get(what), what), values);
	}

	/**
	 * Say how a job stands.
	 * @param state the state or verdict as the interface has it
	 */
	String state(String state) {
		return this.words.getOrDefault(state, state.replace('_', ' '));
	}

	/**
	 * Say why the local fallback made a picture.
	 * @param reasons the reasons as the interface has them, separated by commas
	 */
	String reasons(String reasons) {
		return Stream.of(reasons.split(",")).map(String::strip).map(this::state).collect(Collectors.joining(", "));
	}

	/**
	 * Say what the service said, as far as that is known in the language.
	 */
	String heard(String said) {
		return (this == FRENCH) ? INTO_FRENCH.of(said) : said;
	}

	/**
	 * Write an amount with cents, and with as much more as it has.
	 */
	String usd(BigDecimal amount) {
		NumberFormat format = NumberFormat.getCurrencyInstance(this.locale);
		format.setCurrency(Currency.getInstance("USD"));
		format.setMaximumFractionDigits(Math.max(2, Amounts.shown(amount).scale()));
		return format.format(amount);
	}

}
