package io.wxomedia.callback;

import java.util.Map;

import io.wxomedia.exchange.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * Says what a failed attempt means and what to do about it, in one sentence. It follows
 * from what was recorded, so attempts of any age have it.
 */
final class Advice {

	private static final String REDELIVER = "POST /jobs/{id}/redeliver";

	private static final String SERVER = ": it is the receiver's own fault, so look into its log and then send the "
			+ "callback again with " + REDELIVER + ".";

	private static final Map<Integer, String> OF_STATUS = Map.ofEntries(
			Map.entry(400,
					"The receiver does not like the request: compare the callback's fields in API.md with what "
							+ "the receiver expects, and see response_excerpt."),
			Map.entry(401,
					"The receiver wants credentials, and callbacks carry none: put a token into the query of the "
							+ "callbackUrl, or let the receiver check the webhook-signature instead."),
			Map.entry(403,
					"The receiver, or a firewall before it, does not let the service in: allow its requests, put a "
							+ "token into the query of the callbackUrl, or let the receiver check the "
							+ "webhook-signature instead."),
			Map.entry(404,
					"The receiver knows no such address: check the path of the callbackUrl, and that the workflow "
							+ "behind it is active and still waits, since an address to resume a run works once."),
			Map.entry(405,
					"The address does not take POST: give the address of a webhook that does, not that of a page."),
			Map.entry(406,
					"The receiver will not answer in a form that the service takes: let it answer any 2xx, the "
							+ "body does not matter."),
			Map.entry(407, "A proxy wants credentials: let callbacks to this host go past it."),
			Map.entry(408, "The receiver waited too long for the request: look for what slows it down, a proxy that "
					+ "buffers for instance, or use an endpoint whose callback carries a link and not the picture."),
			Map.entry(409,
					"The receiver has this already or does not wait for it any more: if the run behind the "
							+ "address is over, start another and give its address to " + REDELIVER + "."),
			Map.entry(410,
					"The receiver says that nobody takes callbacks there any more, so no attempt follows: give "
							+ "another address to " + REDELIVER + "."),
			Map.entry(411,
					"The receiver, or a proxy before it, lost the length of the request: take the proxy out of "
							+ "the way or mend its settings."),
			Map.entry(413,
					"The callback is larger than the receiver takes: raise its limit (nginx client_max_body_size, "
							+ "n8n N8N_PAYLOAD_SIZE_MAX), or use /process-image-async, whose callback carries a link and "
							+ "not the picture."),
			Map.entry(414,
					"The callbackUrl is longer than the receiver takes: give a shorter one to " + REDELIVER + "."),
			Map.entry(415, "The receiver does not take application/json: let the webhook accept JSON."),
			Map.entry(422,
					"The receiver understands the JSON and not its fields: compare the schema of the receiver "
							+ "with the callback's fields in API.md, and see response_excerpt."),
			Map.entry(429,
					"The receiver gets too many requests: raise its limit, or let CALLBACK_LATE_RETRIES spread "
							+ "the attempts, which then wait as long as its Retry-After asks."),
			Map.entry(500, "The receiver failed while it worked on the callback" + SERVER),
			Map.entry(501,
					"The receiver does not know how to take a POST: check that the callbackUrl is that of a "
							+ "webhook."),
			Map.entry(502,
					"A gateway before the receiver had no proper answer from it: start the receiver or mend its "
							+ "gateway, then use " + REDELIVER + "."),
			Map.entry(503,
					"The receiver is overloaded or being maintained: let CALLBACK_LATE_RETRIES wait for it, or "
							+ "use " + REDELIVER + " when it is back."),
			Map.entry(504,
					"A gateway before the receiver waited in vain for it: let the receiver answer first and work "
							+ "afterwards."));

	private static final Map<String, String> OF_TROUBLE = Map.ofEntries(
			of(Trouble.NAME_UNKNOWN,
					"The host's name has no address where the service runs: mend the spelling of the callbackUrl or "
							+ "the DNS; a name of a Docker or private network is not known outside of it."),
			of(Trouble.LOOKUP_TIMED_OUT,
					"The DNS did not answer in time: check the DNS of the machine or the cluster where the service "
							+ "runs."),
			of(Trouble.URL_INVALID,
					"The callbackUrl is none that a callback can go to: give another one to " + REDELIVER + "."),
			of(Trouble.HTTPS_REQUIRED,
					"CALLBACK_REQUIRE_HTTPS is set and the callbackUrl is http: give one with https to " + REDELIVER
							+ ", or set CALLBACK_REQUIRE_HTTPS=false."),
			of(Trouble.ADDRESS_PRIVATE,
					"The host has a private address, and the service runs where callbacks may not go to one: use a "
							+ "public address, set CALLBACK_PRIVATE_NETWORKS=allow, or list the host in "
							+ "CALLBACK_ALLOWED_HOSTS."),
			of(Trouble.ADDRESS_NOT_LISTED,
					"CALLBACK_ALLOWED_HOSTS is set and does not list this host: add it, or give an address that is "
							+ "listed to " + REDELIVER + "."),
			of(Trouble.ADDRESS_NEVER_ALLOWED,
					"The host has a link-local or cloud metadata address, which no setting allows: give another "
							+ "address to " + REDELIVER + "."),
			of(Trouble.CONNECTION_REFUSED,
					"Nobody listens at this host and port: start the receiver, or mend the port of the callbackUrl; "
							+ "in a container, localhost is the container itself."),
			of(Trouble.UNREACHABLE,
					"There is no way from the service to this address: check routes, VPN and firewall, or use an "
							+ "address that can be reached from there."),
			of(Trouble.CONNECT_TIMED_OUT,
					"The address does not answer, as if a firewall dropped the packets: let the firewall pass "
							+ "connections from the service to this host and port."),
			of(Trouble.TLS_TIMED_OUT,
					"The connection is open and nobody answers to TLS: check that the port is the one for https."),
			of(Trouble.CERTIFICATE_REFUSED,
					"The receiver's certificate is not trusted or belongs to another name: install one with its "
							+ "whole chain from a public authority for this host, or add yours to the trust store "
							+ "of the service's Java."),
			of(Trouble.TLS_FAILED,
					"The connection could not be encrypted: check that the port is the one for https and that the "
							+ "receiver speaks TLS 1.2 or later, or use http:// if it is plain."),
			of(Trouble.SEND_TIMED_OUT,
					"The receiver takes the callback more slowly than CALLBACK_TIMEOUT_SECONDS allows: raise it, let "
							+ "the receiver read faster, or use /process-image-async, whose callback carries a link "
							+ "and not the picture."),
			of(Trouble.ANSWER_TIMED_OUT,
					"The receiver has the callback and did not answer within CALLBACK_TIMEOUT_SECONDS: let it answer "
							+ "2xx first and work afterwards, or raise the setting."),
			Map.entry("timed_out",
					"The attempt took longer than CALLBACK_TIMEOUT_SECONDS: let the receiver answer 2xx first and "
							+ "work afterwards, or raise the setting."),
			of(Trouble.CONNECTION_LOST,
					"The receiver, or something between, closed the connection without an answer: look for a crash, "
							+ "a body limit or a time limit in its log and that of its proxy."),
			of(Trouble.NOT_HTTP,
					"What listens there does not answer in HTTP as it should: check the port, and use https:// if it "
							+ "wants TLS."),
			of(Trouble.BODY_UNREADABLE,
					"The service could not read the result from its own store: look into its log, check its disk or "
							+ "database, then use " + REDELIVER + "."),
			of(Trouble.BODY_TIMED_OUT,
					"The service's own disk or database gave the result too slowly: look into its load, then use "
							+ REDELIVER + "."),
			of(Trouble.OTHER,
					"The attempt failed in a way that has no name of its own: see error and the service's log, then "
							+ "use " + REDELIVER + "."),
			of(Unsendable.LINK_NOT_SIGNED,
					"The link to the result had expired and could not be signed anew: mend the COS settings, which "
							+ "the service's log names, then use " + REDELIVER + "."),
			of(Unsendable.RESULT_GONE,
					"The picture that the callback carries is no longer kept, so nothing can be sent: submit the "
							+ "image again, and raise RETENTION if callbacks have to wait so long."),
			of(Unsendable.RESULT_DAMAGED,
					"The stored picture is damaged, so nothing was sent: check the service's disk and submit the "
							+ "image again."));

	private Advice() {
	}

	private static Map.Entry<String, String> of(Trouble trouble, String advice) {
		return Map.entry(trouble.word(), advice);
	}

	private static Map.Entry<String, String> of(Unsendable unsendable, String advice) {
		return Map.entry(unsendable.word(), advice);
	}

	/**
	 * Return the advice for an attempt.
	 * @param status the HTTP status, or {@code null} if there was no answer
	 * @param trouble the word for why there was none, or {@code null}
	 * @return cause and cure, or {@code null} if the attempt succeeded
	 */
	static @Nullable String of(@Nullable Integer status, @Nullable String trouble) {
		if (status == null) {
			String advice = (trouble != null) ? OF_TROUBLE.get(trouble) : null;
			return (advice != null) ? advice : OF_TROUBLE.get(Trouble.OTHER.word());
		}
		return (status / 100 == 2) ? null : OF_STATUS.getOrDefault(status, ofClass(status));
	}

	private static String ofClass(int status) {
		return switch (status / 100) {
			case 3 -> "The receiver redirects, and callbacks do not follow: give the address that it redirects to as "
					+ "the callbackUrl, for this job with " + REDELIVER + ".";
			case 4 -> "The receiver refuses the callback: see response_excerpt and the receiver's log, mend what it "
					+ "names, then use " + REDELIVER + ".";
			case 5 -> "The receiver failed" + SERVER;
			default -> "The receiver answers with a status that HTTP does not know: check that the address is that "
					+ "of a webhook.";
		};
	}

}
