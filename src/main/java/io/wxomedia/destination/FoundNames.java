package io.wxomedia.destination;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Host names that had an address when they were last looked up; the last 10,000 of them.
 * Thread-safe.
 */
class FoundNames {

	private static final int MOST = 10_000;

	private final Map<String, Boolean> names = new LinkedHashMap<>(16, 0.75f, true);

	synchronized boolean contains(String name) {
		return this.names.get(name) != null;
	}

	synchronized void add(String name) {
		this.names.put(name, Boolean.TRUE);
		if (this.names.size() > MOST) {
			this.names.remove(this.names.keySet().iterator().next());
		}
	}

	synchronized void remove(String name) {
		this.names.remove(name);
	}

}
