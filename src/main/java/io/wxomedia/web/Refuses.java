package io.wxomedia.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the refusals of an endpoint, besides those that all endpoints have, for
 * /openapi.json: each is a status and a code, for instance {@code 422 invalid_prompt}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Refuses {

	/**
	 * Return the refusals.
	 * @return a status and a code each
	 */
	String[] value();

}
