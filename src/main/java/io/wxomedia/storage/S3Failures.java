package io.wxomedia.storage;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

import org.springframework.core.NestedExceptionUtils;

/**
 * Puts failures of the S3 SDK into words: what was tried, what the store said, and which
 * setting to look at.
 */
class S3Failures {

	private static final String CHECK_ENDPOINT = "Check COS_ENDPOINT.";

	/**
	 * Refusals with a 4xx that blame the moment or the network.
	 */
	private static final Set<String> PASSING = Set.of("SlowDown", "RequestTimeout", "OperationAborted",
			"IncompleteBody", "BadDigest", "RequestLimitExceeded", "Throttling", "ThrottlingException", "InternalError",
			"ServiceUnavailable");

	private final StorageProperties properties;

	S3Failures(StorageProperties properties) {
		this.properties = properties;
	}

	/**
	 * Make the failure that is reported.
	 * @param operation what was tried, as a verb
	 * @param bucket the bucket
	 * @param key the key, or {@code null} if the operation was not about an object
	 * @param ex what the SDK threw
	 * @return the failure
	 */
	StorageFailure failure(String operation, String bucket, @Nullable String key, SdkException ex) {
		Explanation explanation = explain(operation, bucket, key, ex);
		if (isInterruption(ex)) {
			Thread.currentThread().interrupt();
		}
		String message = explanation.what() + ((explanation.mend() != null) ? ". " + explanation.mend() : "");
		boolean missing = ex instanceof AwsServiceException refusal && "NoSuchKey".equals(code(refusal));
		return missing ? StorageFailure.noSuchObject(message, ex) : new StorageFailure(message, ex, isPassing(ex));
	}

	/**
	 * Say whether a failure may pass by itself. A store that cannot be reached may come
	 * back, and a name that does not resolve may do so later; a certificate that is not
	 * trusted, a bucket that is not there and a key that is refused stay so.
	 * @param ex what the SDK threw
	 * @return whether the same call may work later
	 */
	static boolean isPassing(SdkException ex) {
		if (ex instanceof AwsServiceException refusal) {
			int status = refusal.statusCode();
			return status >= 500 || status == 408 || status == 429 || PASSING.contains(code(refusal));
		}
		if (ex instanceof AbortedException) {
			return false;
		}
		return Stream.<Throwable>iterate(ex, Objects::nonNull, Throwable::getCause)
			.noneMatch((cause) -> cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException
					|| cause instanceof IllegalArgumentException);
	}

	/**
	 * Put a failure into words.
	 * @param operation what was tried, as a verb
	 * @param bucket the bucket
	 * @param key the key, or {@code null} if the operation was not about an object
	 * @param ex what the SDK threw
	 * @return what happened, and what to do about it
	 */
	Explanation explain(String operation, String bucket, @Nullable String key, SdkException ex) {
		String target = (key != null) ? "object \"" + key + "\" in bucket \"" + bucket + "\"" : "\"" + bucket + "\"";
		Explanation reason = (ex instanceof AwsServiceException refusal) ? refused(refusal, bucket) : unanswered(ex);
		return new Explanation("Cannot " + operation + " " + target + ": " + reason.what(), reason.mend());
	}

	/**
	 * Say whether a call ended because its thread was interrupted.
	 * @param ex what the SDK threw
	 * @return whether it was an interruption
	 */
	boolean isInterruption(SdkException ex) {
		return ex instanceof AbortedException;
	}

	private Explanation refused(AwsServiceException ex, String bucket) {
		String code = code(ex);
		List<String> details = new ArrayList<>();
		details.add("HTTP " + ex.statusCode());
		String requestId = requestId(ex);
		if (requestId != null) {
			details.add("request " + requestId);
		}
		return new Explanation(code + " (" + String.join(", ", details) + ")", hint(code, bucket));
	}

	// The answer to a HEAD has no body and so no code.
	static String code(AwsServiceException ex) {
		AwsErrorDetails details = ex.awsErrorDetails();
		String code = (details != null) ? details.errorCode() : null;
		if (code != null && !code.isBlank() && !Character.isDigit(code.charAt(0))) {
			return code;
		}
		return switch (ex.statusCode()) {
			case 403 -> "AccessDenied";
			case 404 -> "NoSuchBucket";
			default -> "the store refused";
		};
	}

	private static @Nullable String requestId(AwsServiceException ex) {
		AwsErrorDetails details = ex.awsErrorDetails();
		if (details != null && details.sdkHttpResponse() != null) {
			return details.sdkHttpResponse().firstMatchingHeader("x-clv-request-id").orElse(ex.requestId());
		}
		return ex.requestId();
	}

	private @Nullable String hint(String code, String bucket) {
		return switch (code) {
			case "NoSuchBucket" -> "There is no such bucket at " + this.properties.endpoint() + ": check "
					+ settings(bucket, "COS_ENDPOINT") + ".";
			case "NoSuchKey" -> "There is no such object.";
			case "AccessDenied" -> "The credentials may not do this: check the role of COS_ACCESS_KEY_ID, "
					+ settings(bucket, "and whether the bucket has a firewall") + ".";
			case "InvalidAccessKeyId" -> "The store does not know the key: check COS_ACCESS_KEY_ID and COS_ENDPOINT.";
			case "SignatureDoesNotMatch" -> "Check COS_SECRET_ACCESS_KEY and COS_REGION.";
			case "RequestTimeTooSkewed" -> "The clock of this machine is wrong.";
			default -> null;
		};
	}

	private String settings(String bucket, String other) {
		if (bucket.equals(this.properties.inputBucket())) {
			return "COS_INPUT_BUCKET, " + other;
		}
		return bucket.equals(this.properties.outputBucket()) ? "COS_OUTPUT_BUCKET (or COS_BUCKET), " + other : other;
	}

	private Explanation unanswered(SdkException ex) {
		if (isInterruption(ex)) {
			return new Explanation("the call was interrupted", null);
		}
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		String reason = cause.getClass().getSimpleName()
				+ ((cause.getMessage() != null) ? ": " + cause.getMessage() : "");
		if (ex instanceof ApiCallTimeoutException || ex instanceof ApiCallAttemptTimeoutException
				|| cause instanceof SocketTimeoutException) {
			return new Explanation("no answer in time from " + this.properties.endpoint() + " (" + reason + ")",
					CHECK_ENDPOINT);
		}
		if (cause instanceof UnknownHostException || cause instanceof ConnectException
				|| cause instanceof NoRouteToHostException || cause instanceof SSLException) {
			return new Explanation(this.properties.endpoint() + " cannot be reached (" + reason + ")", CHECK_ENDPOINT);
		}
		return new Explanation(
				reason.toLowerCase(Locale.ROOT).contains("broken pipe") ? "the store hung up (" + reason + ")" : reason,
				null);
	}

	/**
	 * A failure in words.
	 *
	 * @param what what happened, without a full stop
	 * @param mend what to do about it, or {@code null} if nobody knows
	 */
	record Explanation(String what, @Nullable String mend) {

	}

}
