/**
 * The tool files for watsonx Orchestrate, served with the service's own address in them.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "web")
package io.wxomedia.wxo;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
