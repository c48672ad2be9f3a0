package io.wxomedia.provider;

/**
 * The provider answered, but not with an image: the answer was probably paid for.
 */
public class AnswerNotUnderstood extends EditFailure {

	private static final long serialVersionUID = 1L;

	public AnswerNotUnderstood(String message) {
		super(Kind.FINAL, message, null, null, null);
	}

}
