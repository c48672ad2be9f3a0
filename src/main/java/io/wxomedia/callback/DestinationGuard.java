package io.wxomedia.callback;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import io.wxomedia.callback.AddressRules.Ruling;

/**
 * Decides where callbacks may go: once when a job is submitted, so that the caller hears
 * of it, and again for every connection, because a name may mean another address by then.
 */
class DestinationGuard implements AutoCloseable {

	private static final Duration PATIENCE_AT_SUBMIT = Duration.ofSeconds(2);

	private static final int LOOKUPS_AT_SUBMIT = 16;

	private static final int LOOKUPS_AT_CONNECT = 100;

	private static final int WAITING_LOOKUPS_AT_CONNECT = 10_000;

	private final TunnelRewrite rewrite;

	private final AddressRules rules;

	private final boolean requireHttps;

	private final Duration patienceAtSubmit;

	// Apart from each other, so that submitted names that hang delay no callback.
	private final BoundedLookup lookupAtSubmit;

	private final BoundedLookup lookupAtConnect;

	DestinationGuard(TunnelRewrite rewrite, AddressRules rules, boolean requireHttps, HostResolver resolver) {
		this(rewrite, rules, requireHttps, resolver, PATIENCE_AT_SUBMIT);
	}

	DestinationGuard(TunnelRewrite rewrite, AddressRules rules, boolean requireHttps, HostResolver resolver,
			Duration patienceAtSubmit) {
		this.rewrite = rewrite;
		this.rules = rules;
		this.requireHttps = requireHttps;
		this.patienceAtSubmit = patienceAtSubmit;
		FoundNames found = new FoundNames();
		this.lookupAtSubmit = new BoundedLookup(resolver, "callback-check", LOOKUPS_AT_SUBMIT, 0, found);
		this.lookupAtConnect = new BoundedLookup(resolver, "callback-lookup", LOOKUPS_AT_CONNECT,
				WAITING_LOOKUPS_AT_CONNECT, found);
	}

	/**
	 * Check the callback URL of a job that is being submitted. A name that does not
	 * resolve, or not in time, is accepted: it is judged when the connection is made.
	 * @param url the URL as the caller gave it
	 * @return the verdict
	 */
	Verdict check(URI url) {
		Destination destination;
		try {
			destination = destination(this.rewrite.apply(url));
		}
		catch (IllegalArgumentException ex) {
			return Verdict.invalid("callbackUrl is not valid: " + ex.getMessage());
		}
		catch (DestinationRefused ex) {
			return Verdict.refused(ex.reason());
		}
		try {
			CallbackHost host = destination.host();
			InetAddress literal = host.literal();
			allowed(host, (literal != null) ? new InetAddress[] { literal }
					: this.lookupAtSubmit.resolve(host.name(), this.patienceAtSubmit));
			return Verdict.ACCEPTED;
		}
		catch (DestinationRefused ex) {
			return Verdict.refused(ex.reason());
		}
		catch (UnknownHostException ex) {
			return Verdict.ACCEPTED;
		}
	}

	/**
	 * Take a URL apart that a callback is about to be sent to.
	 * @param url the URL, after the rewrite
	 * @return its parts
	 * @throws IllegalArgumentException if it is no callback URL
	 * @throws DestinationRefused if callbacks must be encrypted and this one would not be
	 */
	Destination destination(URI url) throws DestinationRefused {
		Destination destination = Destination.of(url);
		if (this.requireHttps && !destination.scheme().equals("https")) {
			throw new DestinationRefused("Callbacks to " + destination.host().name()
					+ " must use https. CALLBACK_REQUIRE_HTTPS=false would allow http.");
		}
		return destination;
	}

	/**
	 * Find the addresses that a connection to a host may use.
	 * @param host the host
	 * @return the addresses that are allowed, at least one, some time or never; fails
	 * with {@link DestinationRefused} if there are addresses, but none is allowed, and
	 * with {@link UnknownHostException} if there are none
	 */
	CompletableFuture<InetAddress[]> admit(CallbackHost host) {
		InetAddress literal = host.literal();
		CompletableFuture<InetAddress[]> addresses = (literal != null)
				? CompletableFuture.completedFuture(new InetAddress[] { literal })
				: this.lookupAtConnect.start(host.name());
		return addresses.thenCompose((all) -> {
			try {
				return CompletableFuture.completedFuture(allowed(host, all));
			}
			catch (DestinationRefused ex) {
				return CompletableFuture.failedFuture(ex);
			}
		});
	}

	private InetAddress[] allowed(CallbackHost host, InetAddress[] addresses) throws DestinationRefused {
		InetAddress[] allowed = Arrays.stream(addresses)
			.filter((address) -> this.rules.judge(host, address) == Ruling.ALLOWED)
			.toArray(InetAddress[]::new);
		if (allowed.length == 0) {
			throw refusal(host, addresses[0]);
		}
		return allowed;
	}

	private DestinationRefused refusal(CallbackHost host, InetAddress address) {
		String where = "Callbacks to " + host.name()
				+ ((host.literal() == null) ? " (" + CallbackHost.text(address) + ")" : "");
		return new DestinationRefused(switch (this.rules.judge(host, address)) {
			case NEVER -> where + " are refused: it is a link-local or cloud metadata address. No setting allows it.";
			case PRIVATE -> where + " are refused: it is not a public address. CALLBACK_PRIVATE_NETWORKS=allow or "
					+ "CALLBACK_ALLOWED_HOSTS=" + host.name() + " would allow it.";
			case NOT_LISTED -> where + " are refused: CALLBACK_ALLOWED_HOSTS is set and does not list it. Adding "
					+ host.name() + " to CALLBACK_ALLOWED_HOSTS would allow it.";
			case ALLOWED -> throw new IllegalStateException(host + " is not refused");
		});
	}

	@Override
	public void close() {
		this.lookupAtSubmit.close();
		this.lookupAtConnect.close();
	}

}
