package io.wxomedia.destination;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A resolver that knows what it is told, and may be told to change its mind or to hang.
 */
public class FakeHostResolver implements HostResolver {

	private final Map<String, Deque<InetAddress[]>> answers = new ConcurrentHashMap<>();

	private final CountDownLatch never = new CountDownLatch(1);

	/**
	 * Add an answer; a name's answers are given in turn, the last one again and again.
	 * @param name the name
	 * @param addresses its addresses
	 * @return this
	 */
	public FakeHostResolver with(String name, String... addresses) {
		this.answers.computeIfAbsent(name, (key) -> new ArrayDeque<>())
			.add(Arrays.stream(addresses).map(FakeHostResolver::literal).toArray(InetAddress[]::new));
		return this;
	}

	@Override
	public InetAddress[] resolve(String name) throws UnknownHostException {
		if (name.startsWith("hanging")) {
			hang();
		}
		Deque<InetAddress[]> answers = this.answers.get(name);
		if (answers == null) {
			throw new UnknownHostException(name + ": Name or service not known");
		}
		return (answers.size() > 1) ? answers.remove() : answers.element();
	}

	private void hang() throws UnknownHostException {
		try {
			this.never.await();
		}
		catch (InterruptedException ex) {
			throw new UnknownHostException("interrupted");
		}
	}

	private static InetAddress literal(String address) {
		InetAddress literal = DestinationHost.of(address).literal();
		if (literal == null) {
			throw new IllegalArgumentException(address);
		}
		return literal;
	}

}
