package io.wxomedia.console;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells who somebody is to the service.
 */
@RestController
@Tag(name = ApiTag.SERVICE)
class CallerController {

	@Operation(operationId = "getCaller", summary = "Tell whose credential this is",
			description = "Also the cheapest way to find out whether a credential is taken.")
	@Refuses({})
	@GetMapping(path = "/me", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<CallerView> show(HttpServletRequest request) {
		Caller caller = Caller.of(request);
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new CallerView(caller.name(), caller.admin()));
	}

	/**
	 * Who sent a request.
	 *
	 * @param caller the name that jobs are kept under
	 * @param admin whether the jobs of all are this caller's business
	 */
	record CallerView(String caller, boolean admin) {

	}

}
