package io.wxomedia.web;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The groups of endpoints in /openapi.json, by what people want to do.
 */
public final class ApiTag {

	/** Endpoints that accept work. */
	public static final String EDIT = "Edit pictures";

	/** Endpoints that make and show videos, and hear of them. */
	public static final String VIDEOS = "Make videos";

	/** Endpoints that show and delete jobs. */
	public static final String JOBS = "Follow a job";

	/** Endpoints that make a picture and a video of it. */
	public static final String WORKFLOW = "Make a picture and a video of it";

	/** Endpoints that show and repeat callbacks. */
	public static final String CALLBACKS = "See to callbacks";

	/** Endpoints that receive callbacks in the demo. */
	public static final String INBOX = "Receive callbacks in an inbox";

	/** Endpoints of workshop sessions. */
	public static final String SESSIONS = "Run a workshop";

	/** Endpoints that tell how the service is. */
	public static final String SERVICE = "Look after the service";

	/** Endpoints that hand out tool files. */
	public static final String ORCHESTRATE = "Connect watsonx Orchestrate";

	private ApiTag() {
	}

	/**
	 * Return what is said about each group, in the order in which they are shown.
	 */
	static Map<String, String> descriptions() {
		Map<String, String> all = new LinkedHashMap<>();
		all.put(EDIT,
				"Send one image, or every image of a bucket. The answer comes at once, the result in a callback.");
		all.put(VIDEOS,
				"Have videos made from words and a picture, see those that are there, and take in what their makers tell.");
		all.put(JOBS, "How far a job is, live or when asked, and its result. Cancel it, or delete what is over.");
		all.put(WORKFLOW,
				"A picture from words, and a video from the picture: six steps that can be watched and cancelled.");
		all.put(CALLBACKS, "What a receiver answered, which callbacks were given up, and how to send them again.");
		all.put(INBOX, "A place to try callbacks without a server of one's own (INBOX=true, or the demo).");
		all.put(SESSIONS, "Sessions with seats: join by code, budgets, pause, report (ADMIN_KEY, or the demo).");
		all.put(SERVICE, "Whether it lives, whether jobs will work, and what was spent.");
		all.put(ORCHESTRATE, "Tool files with this service's address in them.");
		return all;
	}

}
