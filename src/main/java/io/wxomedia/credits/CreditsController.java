package io.wxomedia.credits;

import java.io.IOException;
import java.util.List;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Audit;
import io.wxomedia.access.Caller;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Paging;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows owners their credits, and lets administrators grant some.
 */
@RestController
@Tag(name = ApiTag.SERVICE)
class CreditsController {

	private static final String ACTION = "grant_credits";

	private static final int FIRST_PAGE = 20;

	private final Credits credits;

	private final CreditBooks books;

	private final CreditGrants grants;

	private final Audit audit;

	private final JsonMapper json;

	CreditsController(Credits credits, CreditBooks books, CreditGrants grants, Audit audit, JsonMapper json) {
		this.credits = credits;
		this.books = books;
		this.grants = grants;
		this.audit = audit;
		this.json = json;
	}

	@Operation(operationId = "getCredits", summary = "Show credits",
			description = "The caller's own, and what was moved, newest first. An account that was never used has what"
					+ " it will be opened with.")
	@Refuses({ "403 admin_only", "422 invalid_parameter", "503 database_unavailable" })
	@GetMapping(path = "/credits", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<CreditsView> show(
			@Parameter(description = "Somebody else's, for administrators only") @RequestParam(
					required = false) @Nullable String owner,
			@Parameter(description = "How many entries, from 1 to 100; 20 if left out") @RequestParam(
					required = false) @Nullable String limit,
			@Parameter(description = "The next_cursor of the page before") @RequestParam(
					required = false) @Nullable String cursor,
			HttpServletRequest request) {
		Caller caller = Caller.of(request);
		String whose = caller.name();
		if (owner != null && !owner.isBlank()) {
			whose = GrantFields.owner(owner, "invalid_parameter");
			if (!whose.equals(caller.name())) {
				caller.requireAdmin();
			}
		}
		return answer(whose, Paging.before(cursor), Paging.limit(limit));
	}

	@Operation(operationId = "grantCredits", summary = "Grant credits",
			description = "For administrators. An amount below 0 takes back what nobody has used. Answers with what the"
					+ " owner has then. Sent twice it grants twice.")
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = GrantFields.class)))
	@Refuses({ "400 invalid_json", "403 admin_only", "413 body_too_large", "415 unsupported_media_type",
			"422 invalid_owner", "422 invalid_amount", "422 invalid_reason", "503 database_unavailable" })
	@PostMapping(path = "/credits/grant", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<CreditsView> grant(HttpServletRequest request) throws IOException {
		Caller caller = Caller.of(request);
		caller.requireAdmin();
		GrantFields grant = GrantFields.read(request, this.json);
		try {
			this.grants.grant(grant.owner(), grant.amount(), grant.reason());
			this.audit.record(caller, ACTION, grant.owner(), "granted", detail(grant));
			return answer(grant.owner(), Paging.NEWEST, FIRST_PAGE);
		}
		catch (Refusal ex) {
			this.audit.record(caller, ACTION, grant.owner(), "refused", detail(grant));
			throw ex;
		}
	}

	private static String detail(GrantFields grant) {
		return "amount " + grant.amount() + ((grant.reason() != null) ? ": " + grant.reason() : "");
	}

	private ResponseEntity<CreditsView> answer(String owner, long before, int limit) {
		CreditBooks.Page page = this.books.page(owner, before, limit + 1)
			.orElseGet(() -> new CreditBooks.Page(this.credits.balance(owner), List.of()));
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(CreditsView.of(page.balance(), page.entries(), limit));
	}

}
