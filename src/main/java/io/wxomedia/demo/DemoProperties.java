package io.wxomedia.demo;

import java.util.Locale;

import io.wxomedia.picture.PictureFormat;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the demo behaves.
 *
 * @param firstJob whether the demo sends itself a job when it starts for the first time
 * @param upstream which troubles the built-in editor plays
 * @param outputFormat the format of its results: png or jpeg
 * @param videoSide the long side of its videos in pixels; half of it takes a quarter of
 * the time to make
 */
@ConfigurationProperties("media.demo")
record DemoProperties(@DefaultValue("true") boolean firstJob, @DefaultValue("ok") DemoUpstream upstream,
		@DefaultValue("png") String outputFormat, @DefaultValue("640") int videoSide) {

	PictureFormat format() {
		String name = this.outputFormat.toUpperCase(Locale.ROOT);
		return PictureFormat.valueOf("JPG".equals(name) ? "JPEG" : name);
	}

}
