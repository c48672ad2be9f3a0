package io.wxomedia.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.swagger.v3.oas.annotations.Hidden;
import io.wxomedia.access.Audit;
import io.wxomedia.access.Caller;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Profile;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The demo's trouble switch, for its host.
 */
@Hidden
@RestController
@Profile("demo")
class TroubleController {

	private static final String PATH = "/demo/troubles";

	private static final String CODE = "invalid_parameter";

	private static final int USUAL_SECONDS = 60;

	private static final int LONGEST_SECONDS = 600;

	private final Troubles troubles;

	private final BuiltIns builtIns;

	private final Audit audit;

	private final JsonMapper json;

	TroubleController(Troubles troubles, BuiltIns builtIns, Audit audit, JsonMapper json) {
		this.troubles = troubles;
		this.builtIns = builtIns;
		this.audit = audit;
		this.json = json;
	}

	@GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<TroublesView> show(HttpServletRequest request) {
		Caller.of(request).requireAdmin();
		return answer();
	}

	@PutMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<TroublesView> set(HttpServletRequest request) throws IOException {
		Caller caller = Caller.of(request);
		caller.requireAdmin();
		RequestFields fields = RequestFields.read(request, this.json);
		String provider = fields.text("provider", CODE);
		boolean storage = fields.flag("storage_refuses", CODE);
		boolean receiver = fields.flag("receiver_down", CODE);
		DemoUpstream played = (provider != null) ? upstream(provider) : null;
		Duration duration = Duration.ofSeconds(seconds(fields.fields().path("seconds")));
		this.troubles.set((played != DemoUpstream.OK) ? played : null, storage, receiver, duration);
		this.audit.record(caller, "set_troubles", "demo", "set", "provider=" + provider + " storage_refuses=" + storage
				+ " receiver_down=" + receiver + " seconds=" + duration.toSeconds());
		return answer();
	}

	private ResponseEntity<TroublesView> answer() {
		Troubles.Trouble current = this.troubles.current();
		List<String> playable = new ArrayList<>();
		if (this.builtIns.provider()) {
			playable.add("provider");
		}
		if (this.builtIns.storage()) {
			playable.add("storage");
		}
		if (this.builtIns.receiver()) {
			playable.add("receiver");
		}
		boolean over = current.equals(Troubles.Trouble.NONE);
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new TroublesView(this.troubles.now().word(), current.storageRefuses(), current.receiverDown(),
					over ? null : current.until(), playable));
	}

	private static DemoUpstream upstream(String word) {
		return Arrays.stream(DemoUpstream.values())
			.filter((upstream) -> upstream.word().equals(word))
			.findFirst()
			.orElseThrow(() -> Refusal.unprocessable(CODE, "provider must be one of "
					+ Arrays.stream(DemoUpstream.values()).map(DemoUpstream::word).collect(Collectors.joining(", "))
					+ "."));
	}

	private static int seconds(JsonNode given) {
		if (given.isMissingNode() || given.isNull()) {
			return USUAL_SECONDS;
		}
		if (!given.isInt() || given.intValue() < 1 || given.intValue() > LONGEST_SECONDS) {
			throw Refusal.unprocessable(CODE,
					"seconds must be a whole number from 1 to " + LONGEST_SECONDS + ": how long the troubles last.");
		}
		return given.intValue();
	}

	/**
	 * What the demo plays.
	 *
	 * @param provider how the built-in makers behave
	 * @param storageRefuses whether nothing can be stored
	 * @param receiverDown whether inboxes answer 503
	 * @param until when it is over, or {@code null} if nothing is switched on
	 * @param playable which of the three the demo itself has: what is real has troubles
	 * of its own
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record TroublesView(String provider, boolean storageRefuses, boolean receiverDown, @Nullable Instant until,
			List<String> playable) {

	}

	/**
	 * What of the demo is its own.
	 *
	 * @param provider whether it makes something itself
	 * @param storage whether it stores itself
	 * @param receiver whether it has inboxes
	 */
	record BuiltIns(boolean provider, boolean storage, boolean receiver) {

	}

}
