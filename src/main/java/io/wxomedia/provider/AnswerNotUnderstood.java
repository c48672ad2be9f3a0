package io.wxomedia.provider;

/**
 * The provider answered, but not with a result: the answer was probably paid for.
 */
public class AnswerNotUnderstood extends CallFailure {

	private static final long serialVersionUID = 1L;

	public AnswerNotUnderstood(String message) {
		super(Kind.FINAL, message, null, null, null);
	}

}
