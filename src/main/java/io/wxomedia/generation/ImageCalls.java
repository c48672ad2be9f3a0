package io.wxomedia.generation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import io.wxomedia.job.JobRun;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.provider.Answer;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.Next;
import io.wxomedia.provider.PaidCall;
import io.wxomedia.provider.PaidCalls;
import io.wxomedia.provider.Purchase;
import org.jspecify.annotations.Nullable;

/**
 * Has pictures made by calls that are paid for, and spends nothing twice. Thread-safe.
 */
public class ImageCalls {

	private final ImageGenerator generator;

	private final PaidCalls calls;

	ImageCalls(ImageGenerator generator, PaidCalls calls) {
		this.generator = generator;
		this.calls = calls;
	}

	/**
	 * Return what is to be done next for a picture. Where that is a call, a permit for it
	 * is due.
	 * @param run the run
	 * @param item the item of the job, 0 for the job itself
	 * @param order what is ordered, the same each time
	 * @return what to do
	 */
	public Next next(JobRun run, int item, ImageOrder order) {
		return this.calls.next(run, item, this.generator.purchase(order));
	}

	/**
	 * Call the provider once and write down what came of it.
	 * @param run the run
	 * @param item the item of the job, 0 for the job itself
	 * @param decided what {@link #next} said
	 * @param order what is ordered
	 * @param timeout how long the call may take
	 * @return what is to be done next
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 * @throws InterruptedException if the service stops or the job is cancelled
	 * @throws IOException if the picture cannot be stored
	 */
	public Next call(JobRun run, int item, Next.Call decided, ImageOrder order, Duration timeout)
			throws IOException, InterruptedException {
		return this.calls.call(run, item, decided, new Generation(order, timeout));
	}

	/**
	 * One picture.
	 */
	private final class Generation implements PaidCall {

		private final ImageOrder order;

		private final Duration timeout;

		Generation(ImageOrder order, Duration timeout) {
			this.order = order;
			this.timeout = timeout;
		}

		@Override
		public Purchase purchase() {
			return ImageCalls.this.generator.purchase(this.order);
		}

		@Override
		public Answer make(Runnable beforeSent) throws CallFailure {
			GeneratedImage made = ImageCalls.this.generator.generate(this.order, this.timeout, beforeSent);
			String problem = problem(made.bytes());
			return Answer.of(made.bytes(),
					(problem != null) ? ImageCalls.this.generator.seller() + "'s result is no image: " + problem : null,
					made.receipt());
		}

		private static @Nullable String problem(byte[] result) {
			try {
				PictureInspector.inspect(new ByteArrayInputStream(result));
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
