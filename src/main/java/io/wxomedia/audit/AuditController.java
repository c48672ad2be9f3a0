package io.wxomedia.audit;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Paging;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows administrators what was done.
 */
@RestController
@Tag(name = ApiTag.SERVICE)
class AuditController {

	private final AuditTrail trail;

	AuditController(AuditTrail trail) {
		this.trail = trail;
	}

	@Operation(operationId = "listAudit", summary = "List administrative acts",
			description = "Newest first, for administrators; each is a line of the log audit, too. Kept for RETENTION.")
	@Refuses({ "403 admin_only", "422 invalid_parameter", "503 database_unavailable" })
	@GetMapping(path = "/audit", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<AuditPage> list(
			@Parameter(description = "How many, from 1 to 100; 20 if left out") @RequestParam(
					required = false) @Nullable String limit,
			@Parameter(description = "The next_cursor of the page before") @RequestParam(
					required = false) @Nullable String cursor,
			HttpServletRequest request) {
		Caller.of(request).requireAdmin();
		int size = Paging.limit(limit);
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(AuditPage.of(this.trail.newest(Paging.before(cursor), size + 1), size));
	}

}
