package io.wxomedia.storage;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.platform.PrivateHosts;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;

/**
 * Where objects are read and stored. Text is trimmed, and blank means unset.
 *
 * @param endpoint address of the S3 API ({@code COS_ENDPOINT}); {@code https://} is
 * assumed where no scheme is given
 * @param publicEndpoint address that links carry when the endpoint is a private one
 * @param region the region that requests are signed for
 * @param accessKeyId the HMAC key's id
 * @param secretAccessKey the HMAC key's secret
 * @param inputBucket the bucket that a batch reads
 * @param outputBucket the bucket that results go to
 * @param bucket the old name of {@code outputBucket}, used when that is not set
 * @param inputPrefix the prefix below which a batch reads, as S3 compares it: "in" also
 * finds "inbox/a.png", "in/" does not
 * @param outputPrefix the prefix of batch results, without slashes at its ends
 * @param presignExpires how long links to results work, in seconds
 */
@ConfigurationProperties("media.storage")
@Validated
public record StorageProperties(@Pattern(regexp = ADDRESS, message = MUST_BE_ADDRESS) @Nullable String endpoint,
		@Pattern(regexp = ADDRESS, message = MUST_BE_ADDRESS) @Nullable String publicEndpoint,
		@DefaultValue("") String region, @Nullable String accessKeyId, @Nullable String secretAccessKey,
		@Nullable String inputBucket, @Nullable String outputBucket, @Nullable String bucket,
		@DefaultValue("") String inputPrefix, @DefaultValue("") String outputPrefix,
		@Min(1) @Max(604800) @DefaultValue("900") int presignExpires) {

	/**
	 * How many settings results cannot do without.
	 */
	static final int REQUIRED = 4;

	private static final String ADDRESS = "https?://[^\\s/@?#]+/?";

	private static final String MUST_BE_ADDRESS = "must be a host or an http or https URL without a path";

	public StorageProperties {
		endpoint = withScheme(textOrNull(endpoint));
		publicEndpoint = withScheme(textOrNull(publicEndpoint));
		region = textOr(region, "eu-geo");
		accessKeyId = textOrNull(accessKeyId);
		secretAccessKey = textOrNull(secretAccessKey);
		inputBucket = textOrNull(inputBucket);
		bucket = textOrNull(bucket);
		outputBucket = textOrNull(outputBucket);
		outputBucket = (outputBucket != null) ? outputBucket : bucket;
		inputPrefix = inputPrefix.strip();
		outputPrefix = textOr(outputPrefix, "results/batch").replaceAll("^/+|/+$", "");
	}

	private static @Nullable String textOrNull(@Nullable String value) {
		return StringUtils.hasText(value) ? value.strip() : null;
	}

	private static String textOr(String value, String fallback) {
		return StringUtils.hasText(value) ? value.strip() : fallback;
	}

	private static @Nullable String withScheme(@Nullable String address) {
		return (address == null || address.contains("://")) ? address : "https://" + address;
	}

	/**
	 * Return the settings without which the service cannot store results, in the order
	 * they are reported.
	 * @return names of environment variables; empty when all are set
	 */
	public List<String> missing() {
		List<String> missing = new ArrayList<>();
		addIfUnset(missing, this.endpoint, "COS_ENDPOINT");
		addIfUnset(missing, this.accessKeyId, "COS_ACCESS_KEY_ID");
		addIfUnset(missing, this.secretAccessKey, "COS_SECRET_ACCESS_KEY");
		addIfUnset(missing, this.outputBucket, "COS_OUTPUT_BUCKET (or COS_BUCKET)");
		return List.copyOf(missing);
	}

	/**
	 * Return whether links lead to where the internet can follow them, as far as the
	 * endpoint's name tells.
	 * @return {@code false} for a private endpoint without {@code COS_PUBLIC_ENDPOINT},
	 * and without any
	 */
	public boolean hasPublicLinks() {
		String address = (this.publicEndpoint != null) ? this.publicEndpoint : this.endpoint;
		return address != null && !PrivateHosts.isUnreachable(URI.create(address));
	}

	/**
	 * Return whether there is a store to talk to, whatever the buckets are.
	 * @return whether the endpoint and both halves of the key are set
	 */
	boolean isConnectable() {
		return this.endpoint != null && this.accessKeyId != null && this.secretAccessKey != null;
	}

	private static void addIfUnset(List<String> missing, @Nullable String value, String name) {
		if (value == null) {
			missing.add(name);
		}
	}

	@Override
	public String toString() {
		return "StorageProperties[endpoint=" + this.endpoint + ", outputBucket=" + this.outputBucket + "]";
	}

}
