package io.wxomedia.access;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The API keys, by the names of those who hold them.
 *
 * @param byName the keys
 */
record ApiKeys(Map<String, String> byName) {

	/**
	 * What a key may be made of: the characters of a bearer token (RFC 6750), none of
	 * which means anything in a header, a shell or the list.
	 */
	static final String KEY = "[A-Za-z0-9._~+/=-]{16,}";

	private static final Pattern USABLE_KEY = Pattern.compile(KEY);

	private static final Pattern USABLE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,50}");

	private static final Set<String> RESERVED = Set.of("anonymous", "workshop", "admin");

	ApiKeys {
		byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
	}

	/**
	 * Read a list. Spring's conversion calls this when it binds the property. An entry is
	 * told by its place and its name, never by its key.
	 * @param text name:key pairs, separated by commas; blank for none
	 * @return the keys
	 * @throws IllegalArgumentException if an entry cannot be used
	 */
	public static ApiKeys valueOf(String text) {
		Map<String, String> byName = new LinkedHashMap<>();
		Set<String> keys = new HashSet<>();
		Set<String> names = new HashSet<>();
		int place = 0;
		for (String entry : text.split(",")) {
			place++;
			String pair = entry.strip();
			if (pair.isEmpty()) {
				continue;
			}
			int colon = pair.indexOf(':');
			require(colon >= 0, "must be name:key pairs separated by commas; entry " + place + " has no colon");
			String name = pair.substring(0, colon).strip();
			String key = pair.substring(colon + 1).strip();
			require(USABLE_NAME.matcher(name).matches(),
					"must have names of 1 to 50 letters, digits and _ . - only; that of entry " + place + " is not");
			String folded = name.toLowerCase(Locale.ROOT);
			require(!RESERVED.contains(folded), "must not use the name " + name + ", which the service uses itself");
			require(USABLE_KEY.matcher(key).matches(),
					"must have keys of at least 16 letters, digits and . _ ~ + / = - ; that of " + name + " is not");
			// Two names that differ in case only would be taken for one by people.
			require(names.add(folded), "must not name " + name + " twice");
			require(keys.add(key), "must not give the key of " + name + " to somebody else too");
			byName.put(name, key);
		}
		return new ApiKeys(byName);
	}

	private static void require(boolean met, String rule) {
		if (!met) {
			throw new IllegalArgumentException(rule);
		}
	}

	@Override
	public String toString() {
		return "ApiKeys" + this.byName.keySet();
	}

}
