package io.wxomedia.openai;

import java.io.IOException;
import java.time.Duration;

import com.openai.errors.OpenAIIoException;
import io.wxomedia.provider.AnswerNotUnderstood;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Says what it means that a call failed, in words without the key. Thread-safe.
 */
class EditFailures {

	private final OpenAiProperties properties;

	private final RetryAdvice retryAdvice;

	EditFailures(OpenAiProperties properties, RetryAdvice retryAdvice) {
		this.properties = properties;
		this.retryAdvice = retryAdvice;
	}

	CallFailure of(@Nullable Throwable failure, Outgoing outgoing, String callId) {
		RuntimeException unmarked = outgoing.unmarked();
		if (unmarked != null) {
			throw unmarked;
		}
		IOException unreadable = outgoing.failure();
		if (unreadable != null) {
			return unreadable(unreadable);
		}
		if (failure instanceof CallFailure known) {
			return known;
		}
		if (failure instanceof RefusedAnswer answer) {
			return refused(answer, outgoing, callId);
		}
		if (failure instanceof OpenAIIoException && failure.getCause() instanceof RefusedAnswer answer) {
			return refused(answer, outgoing, callId);
		}
		if (failure instanceof EditReply.NotUnderstood) {
			// The answer was probably paid for: buying it again would not make it any
			// clearer.
			return new AnswerNotUnderstood(this.properties
				.withoutKey("OpenAI's answer was not understood: " + reason(failure) + " (call " + callId + ")"));
		}
		return broken((failure != null) ? reason(failure) : "no reason is known", outgoing, callId, failure);
	}

	private CallFailure refused(RefusedAnswer answer, Outgoing outgoing, String callId) {
		ProviderError error = ProviderError.of(answer);
		Duration retryAfter = this.retryAdvice.read(answer.headers()::values, error.message());
		return (error.kind(this.properties) == Kind.ANSWER_LOST)
				? error.toLoss(this.properties, retryAfter, outgoing.abandon(), callId)
				: error.toFailure(this.properties, retryAfter);
	}

	static CallFailure unreadable(IOException cause) {
		return new CallFailure(Kind.RETRYABLE, "The image to be edited could not be read: " + reason(cause), null, null,
				cause);
	}

	CallFailure broken(String reason, Outgoing outgoing, String callId, @Nullable Throwable cause) {
		if (outgoing.abandon()) {
			return new CallFailure(
					Kind.ANSWER_LOST, "OpenAI's answer was lost: " + this.properties.withoutKey(reason) + ". The "
							+ outgoing.makes() + " may have been made and billed (call " + callId + ")",
					null, null, cause);
		}
		return new CallFailure(Kind.RETRYABLE, CallFailure.Trouble.DOWN,
				"OpenAI was not reached: " + this.properties.withoutKey(reason)
						+ ". The request was not sent in full. Check the network and OPENAI_BASE_URL",
				null, null, cause);
	}

	private static String reason(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName();
	}

}
