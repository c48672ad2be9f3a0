package io.wxomedia.preflight;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a configuration that makes preflight checks. The command line loads these
 * configurations and nothing else: what their beans need, they make, import or find among
 * the settings, the clock and the data source. It must be safe to make beside a service
 * that runs.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ProvidesChecks {

}
