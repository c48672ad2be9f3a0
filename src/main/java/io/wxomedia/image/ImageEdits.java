package io.wxomedia.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
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
import io.wxomedia.spending.ProviderLedger.Receipt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has images edited by calls that are paid for. Thread-safe.
 */
class ImageEdits {

	private static final Logger logger = LoggerFactory.getLogger(ImageEdits.class);

	private final ImageEditor editor;

	private final PaidCalls calls;

	private final PayloadStore payloads;

	private final ResultFormats formats;

	ImageEdits(ImageEditor editor, PaidCalls calls, PayloadStore payloads, ResultFormats formats) {
		this.editor = editor;
		this.calls = calls;
		this.payloads = payloads;
		this.formats = formats;
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
		return this.calls.next(run, item, this.editor.purchase(options));
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
	 * @return what is to be done next
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 * @throws InterruptedException if the service stops
	 * @throws io.wxomedia.payload.UnusablePayload if the image is not what was stored; no
	 * call was made
	 * @throws IOException if the result cannot be stored
	 */
	Next call(JobRun run, int item, Next.Call decided, EditSpec spec, PayloadId input, Duration timeLeft)
			throws IOException, InterruptedException {
		this.payloads.verify(input);
		return this.calls.call(run, item, decided, new Edit(spec, input, timeLeft));
	}

	/**
	 * One edit.
	 */
	private final class Edit implements PaidCall {

		private final EditSpec spec;

		private final PayloadId input;

		private final Duration timeLeft;

		Edit(EditSpec spec, PayloadId input, Duration timeLeft) {
			this.spec = spec;
			this.input = input;
			this.timeLeft = timeLeft;
		}

		@Override
		public Purchase purchase() {
			return ImageEdits.this.editor.purchase(this.spec.asked());
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

		private EditedImage edit(Runnable beforeSent) throws CallFailure {
			EditInput pictures = new EditInput(ImageEdits.this.payloads, this.input, this.spec);
			try {
				return ImageEdits.this.editor.edit(new EditRequest(this.spec.prompt(), pictures.images(),
						pictures.mask(), this.spec.asked(), this.timeLeft, beforeSent));
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
				ImageEdits.this.formats.note(PictureInspector.inspect(new ByteArrayInputStream(result)).format(),
						this.spec.asked().outputFormat());
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
