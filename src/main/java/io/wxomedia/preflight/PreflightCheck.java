package io.wxomedia.preflight;

/**
 * Checks one thing that jobs need. A module declares one as a bean, in a configuration
 * marked with {@link ProvidesChecks}; {@code @Order} on the bean's method says where its
 * lines stand in the report.
 * <p>
 * A check makes no paid call and changes nothing that it does not put back. It bounds its
 * own waits; after ten seconds nobody waits for it any more.
 */
public interface PreflightCheck {

	/**
	 * Return what is checked, as its lines name it.
	 * @return one word in lower case, parts separated by underscores
	 */
	String name();

	/**
	 * Check.
	 * @param findings takes what is found; nothing at all if the check does not apply
	 * @throws Exception if the check itself failed; told as a problem, and logged
	 */
	void run(Findings findings) throws Exception;

}
