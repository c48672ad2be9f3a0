package io.wxomedia.destination;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import io.wxomedia.destination.AddressRules.Ruling;
import io.wxomedia.destination.DestinationRefused.Why;

/**
 * Decides where requests may go: once when somebody gives a URL, so that the caller hears
 * of it, and again for every connection, because a name may mean another address by then.
 * Thread-safe.
 */
public class DestinationGuard implements AutoCloseable {

	private static final Duration PATIENCE_AT_SUBMIT = Duration.ofSeconds(2);

	private static final int LOOKUPS_AT_SUBMIT = 16;

	private static final int LOOKUPS_AT_CONNECT = 100;

	private static final int WAITING_LOOKUPS_AT_CONNECT = 10_000;

	private final Purpose purpose;

	private final AddressRules rules;

	private final boolean requireHttps;

	private final Duration patienceAtSubmit;

	// Apart from each other, so that submitted names that hang delay no connection.
	private final BoundedLookup lookupAtSubmit;

	private final BoundedLookup lookupAtConnect;

	/**
	 * Create a guard with threads of its own, which end with it.
	 * @param purpose what the connections are for
	 * @param rules judges their addresses
	 * @param requireHttps whether they must be encrypted
	 * @param resolver looks names up
	 */
	public DestinationGuard(Purpose purpose, AddressRules rules, boolean requireHttps, HostResolver resolver) {
		this(purpose, rules, requireHttps, resolver, PATIENCE_AT_SUBMIT);
	}

	/**
	 * Create a guard with threads of its own, which end with it.
	 * @param purpose what the connections are for
	 * @param rules judges their addresses
	 * @param requireHttps whether they must be encrypted
	 * @param resolver looks names up
	 * @param patienceAtSubmit how long a check waits for the lookup
	 */
	public DestinationGuard(Purpose purpose, AddressRules rules, boolean requireHttps, HostResolver resolver,
			Duration patienceAtSubmit) {
		this.purpose = purpose;
		this.rules = rules;
		this.requireHttps = requireHttps;
		this.patienceAtSubmit = patienceAtSubmit;
		FoundNames found = new FoundNames();
		this.lookupAtSubmit = new BoundedLookup(resolver, purpose.threads() + "-check", LOOKUPS_AT_SUBMIT, 0, found);
		this.lookupAtConnect = new BoundedLookup(resolver, purpose.threads() + "-lookup", LOOKUPS_AT_CONNECT,
				WAITING_LOOKUPS_AT_CONNECT, found);
	}

	/**
	 * Check a URL that somebody gives. A name that does not resolve, or not in time, is
	 * accepted: it is judged when the connection is made.
	 * @param url the URL
	 * @return the verdict
	 */
	public DestinationVerdict check(URI url) {
		Destination destination;
		try {
			destination = destination(url);
		}
		catch (IllegalArgumentException ex) {
			return DestinationVerdict.invalid(String.valueOf(ex.getMessage()));
		}
		catch (DestinationRefused ex) {
			return DestinationVerdict.refused(ex.reason());
		}
		try {
			DestinationHost host = destination.host();
			InetAddress literal = host.literal();
			allowed(host, (literal != null) ? new InetAddress[] { literal }
					: this.lookupAtSubmit.resolve(host.name(), this.patienceAtSubmit));
			return DestinationVerdict.ACCEPTED;
		}
		catch (DestinationRefused ex) {
			return DestinationVerdict.refused(ex.reason());
		}
		catch (UnknownHostException ex) {
			return DestinationVerdict.ACCEPTED;
		}
	}

	/**
	 * Take a URL apart that a request is about to be sent to.
	 * @param url the URL
	 * @return its parts
	 * @throws IllegalArgumentException if no request can go to such a URL
	 * @throws DestinationRefused if connections must be encrypted and this one would not
	 * be
	 */
	public Destination destination(URI url) throws DestinationRefused {
		Destination destination = Destination.of(url);
		if (this.requireHttps && !destination.scheme().equals("https")) {
			throw new DestinationRefused(Why.NOT_ENCRYPTED, this.purpose.subject() + " to " + destination.host().name()
					+ " must use https. " + this.purpose.requireHttps() + "=false would allow http.");
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
	public CompletableFuture<InetAddress[]> admit(DestinationHost host) {
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

	private InetAddress[] allowed(DestinationHost host, InetAddress[] addresses) throws DestinationRefused {
		InetAddress[] allowed = Arrays.stream(addresses)
			.filter((address) -> this.rules.judge(host, address) == Ruling.ALLOWED)
			.toArray(InetAddress[]::new);
		if (allowed.length == 0) {
			throw refusal(host, addresses[0]);
		}
		return allowed;
	}

	private DestinationRefused refusal(DestinationHost host, InetAddress address) {
		String where = this.purpose.subject() + " to " + host.name()
				+ ((host.literal() == null) ? " (" + DestinationHost.text(address) + ")" : "");
		return switch (this.rules.judge(host, address)) {
			case NEVER -> new DestinationRefused(Why.NEVER_ALLOWED,
					where + " are refused: it is a link-local or cloud metadata address. No setting allows it.");
			case PRIVATE -> new DestinationRefused(Why.PRIVATE,
					where + " are refused: it is not a public address. " + this.purpose.privateNetworks() + "=allow or "
							+ this.purpose.allowedHosts() + "=" + host.name() + " would allow it.");
			case NOT_LISTED -> new DestinationRefused(Why.NOT_LISTED,
					where + " are refused: " + this.purpose.allowedHosts() + " is set and does not list it. Adding "
							+ host.name() + " to " + this.purpose.allowedHosts() + " would allow it.");
			case ALLOWED -> throw new IllegalStateException(host + " is not refused");
		};
	}

	@Override
	public void close() {
		this.lookupAtSubmit.close();
		this.lookupAtConnect.close();
	}

}
