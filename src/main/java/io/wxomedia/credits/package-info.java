/**
 * Credits: what owners may still have made, held while a job is open and captured or
 * released with its verdict. They are no money: what calls to providers cost is the
 * business of {@code spending}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "job", "web" })
package io.wxomedia.credits;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
