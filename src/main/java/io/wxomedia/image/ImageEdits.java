package io.wxomedia.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;

import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.VerifiedPayload;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.preview.Previews;
import io.wxomedia.provider.Answer;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.provider.Next;
import io.wxomedia.provider.PaidCall;
import io.wxomedia.provider.PaidCalls;
import io.wxomedia.provider.Purchase;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.spending.ProviderLedger.Receipt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has images edited by calls that are paid for. Thread-safe.
 */
class ImageEdits {

	private static final Logger logger = LoggerFactory.getLogger(ImageEdits.class);

	private final ImageEditor editor;

	private final PaidCalls calls;

	private final PayloadStore payloads;

	private final ResultFormats formats;

	private final CallerRules rules;

	private final Previews previews;

	private final TransactionTemplate transactions;

	ImageEdits(ImageEditor editor, PaidCalls calls, PayloadStore payloads, ResultFormats formats, CallerRules rules,
			Previews previews, TransactionTemplate transactions) {
		this.rules = rules;
		this.transactions = transactions;
		this.editor = editor;
		this.calls = calls;
		this.payloads = payloads;
		this.formats = formats;
		this.previews = previews;
	}

	/**
	 * Return what is to be done next for an image. Where that is a call, a permit for it
	 * is due.
	 * @param run the run
	 * @param item the item of the job
	 * @param options what was asked for, on which the model depends
	 * @return what to do
	 */
	Next next(JobRun run, int item, EditOptions options) {
		return this.calls.next(run, item, this.editor.purchase(chosen(run, options)));
	}

	/**
	 * What is laid down for the caller comes before what was asked for.
	 */
	private EditOptions chosen(JobRun run, EditOptions asked) {
		CallerRules.Choices choices = this.rules.choices(run.job().owner());
		if (choices.model() == null && choices.quality() == null) {
			return asked;
		}
		return new EditOptions((choices.model() != null) ? choices.model() : asked.model(), asked.size(),
				(choices.quality() != null) ? choices.quality() : asked.quality(), asked.background(),
				asked.outputFormat(), asked.outputCompression(), asked.inputFidelity());
	}

	/**
	 * Return what follows for an image for which no more may be spent. A picture that is
	 * made here counts as one that was begun.
	 * @param run the run
	 * @param item the item of the job
	 * @param limited whose limit is reached
	 * @param usually whether the local fallback is used unless something else is laid
	 * down for the caller
	 * @return the same, if the fallback is to make a picture; otherwise that it waits or
	 * fails
	 */
	Next fallBack(JobRun run, int item, Next.OutOfMoney limited, boolean usually) {
		String owner = run.job().owner();
		Boolean chosen = this.rules.choices(owner).fallback();
		if (!((chosen != null) ? chosen : usually)) {
			return new Next.Fail(limited.message());
		}
		UUID job = run.job().id().value();
		return this.transactions.execute((status) -> {
			String refusal = this.rules.begin(owner, job, item);
			return (refusal != null) ? new Next.Fail(refusal) : limited;
		});
	}

	/**
	 * Return what a result is, which is what its bytes say and not what was asked for.
	 * @param result a result
	 * @return its format
	 * @throws IOException if it cannot be read
	 */
	PictureFormat format(PayloadId result) throws IOException {
		return this.formats.of(result);
	}

	/**
	 * Return what a result is, read to its end once: it is still what was stored.
	 * @param result a result
	 * @return its format
	 * @throws io.wxomedia.payload.UnusablePayload if it is not
	 * @throws IOException if it cannot be read
	 */
	PictureFormat verifiedFormat(PayloadId result) throws IOException {
		return this.formats.ofVerified(result);
	}

	/**
	 * Call the provider once and write down what came of it.
	 * @param run the run
	 * @param item the item of the job
	 * @param decided what {@link #next} said
	 * @param spec what is to be done
	 * @param input the pictures
	 * @param timeLeft how long the call may take
	 * @param stored is run with the transaction that writes down a result
	 * @return what is to be done next
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 * @throws InterruptedException if the service stops
	 * @throws io.wxomedia.payload.UnusablePayload if the image is not what was stored; no
	 * call was made
	 * @throws IOException if the result cannot be stored
	 */
	Next call(JobRun run, int item, Next.Call decided, EditSpec spec, PayloadId input, Duration timeLeft,
			Runnable stored) throws IOException, InterruptedException {
		VerifiedPayload verified = this.payloads.verified(input);
		EditOptions options = chosen(run, spec.asked());
		Edit edit = new Edit(spec, options, verified, timeLeft, stored,
				(picture) -> this.previews.show(run, item, picture));
		try {
			Next next = this.calls.call(run, item, decided, edit);
			if (next instanceof Next.Use use && edit.given != null) {
				this.formats.inspected(use.result(), edit.given);
			}
			return next;
		}
		finally {
			this.previews.discard(run.job().id(), item);
		}
	}

	/**
	 * One edit.
	 */
	private final class Edit implements PaidCall {

		private final EditSpec spec;

		private final EditOptions options;

		private final VerifiedPayload input;

		private final Duration timeLeft;

		private final Runnable stored;

		private final EditRequest.Previews shown;

		/**
		 * What came, once it came.
		 */
		private @Nullable PictureFormat given;

		Edit(EditSpec spec, EditOptions options, VerifiedPayload input, Duration timeLeft, Runnable stored,
				EditRequest.Previews shown) {
			this.spec = spec;
			this.options = options;
			this.input = input;
			this.timeLeft = timeLeft;
			this.stored = stored;
			this.shown = shown;
		}

		@Override
		public Purchase purchase() {
			return ImageEdits.this.editor.purchase(this.options);
		}

		@Override
		public Answer make(Runnable beforeSent) throws CallFailure {
			EditedImage edited = edit(beforeSent);
			String problem = problem(edited.bytes());
			return Answer.of(edited.bytes(),
					(problem != null) ? purchase().seller() + "'s result is no image: " + problem : null,
					new Receipt(edited.requestId(), edited.inputTokens(), edited.inputImageTokens(),
							edited.outputTokens()));
		}

		@Override
		public void stored() {
			this.stored.run();
		}

		private EditedImage edit(Runnable beforeSent) throws CallFailure {
			EditInput pictures = new EditInput(this.input, this.spec);
			try {
				return ImageEdits.this.editor.edit(new EditRequest(this.spec.prompt(), pictures.images(),
						pictures.mask(), this.options, this.timeLeft, beforeSent, this.shown));
			}
			finally {
				close(pictures);
			}
		}

		/**
		 * What was paid for is not let go because what was sent cannot be closed.
		 */
		private static void close(EditInput pictures) {
			try {
				pictures.close();
			}
			catch (IOException ex) {
				logger.debug("The input of an edit could not be closed", ex);
			}
		}

		private @Nullable String problem(byte[] result) {
			try {
				PictureFormat format = PictureInspector.inspect(new ByteArrayInputStream(result)).format();
				ImageEdits.this.formats.note(format, this.options.outputFormat());
				this.given = format;
				return null;
			}
			catch (UnsupportedPicture | BrokenPicture ex) {
				return ex.getMessage();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("Bytes in memory can be read", ex);
			}
		}

	}

}
