package io.wxomedia.exchange;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.wxomedia.destination.Destination;
import io.wxomedia.exchange.Exchange.Answer;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, from the lookup of the host to the answer. While it waits for the network
 * it holds no thread. Whatever happens, it ends once: with an answer, a failure, at its
 * deadline or when it is cut. Thread-safe.
 */
public class AttemptUnderWay {

	private final AttemptTools tools;

	private final Destination destination;

	private final AttemptTools.Preparation preparation;

	private final ReceiverConnection connection;

	private final long begun = System.nanoTime();

	private final CompletableFuture<Optional<Attempt>> end = new CompletableFuture<>();

	private @Nullable Exchange exchange;

	private @Nullable ScheduledFuture<?> deadline;

	private boolean found;

	/**
	 * Create an attempt that has not begun.
	 * @param tools what all attempts share
	 * @param destination where it goes
	 * @param preparation makes its request
	 */
	AttemptUnderWay(AttemptTools tools, Destination destination, AttemptTools.Preparation preparation) {
		this.tools = tools;
		this.destination = destination;
		this.preparation = preparation;
		this.connection = new ReceiverConnection(tools, destination, this.end::isDone);
	}

	/**
	 * Begin. Its time is counted from the creation on.
	 * @param then is told how it ends, on a thread that may block; nothing if it was cut
	 * before there was a result
	 */
	public void begin(Consumer<Optional<Attempt>> then) {
		this.end.thenAcceptAsync(then, this.tools.threads());
		if (this.end.isDone()) {
			return;
		}
		Duration left = this.tools.timeout().minusNanos(System.nanoTime() - this.begun);
		try {
			synchronized (this) {
				this.deadline = this.tools.timer().schedule(this::expire, left.toNanos(), TimeUnit.NANOSECONDS);
			}
			this.tools.guard().admit(this.destination.host()).whenCompleteAsync(this::admitted, this.tools.threads());
		}
		catch (RejectedExecutionException ex) {
			cut();
		}
	}

	private void admitted(InetAddress @Nullable [] addresses, @Nullable Throwable failure) {
		synchronized (this) {
			this.found = true;
		}
		if (addresses == null) {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
			fail((cause instanceof Exception ex) ? ex : new IOException("The host could not be looked up", cause));
			return;
		}
		Exchange prepared;
		try {
			prepared = this.preparation.prepare(this.destination, new Outcome());
		}
		catch (IOException | RuntimeException ex) {
			fail(ex, Trouble.BODY_UNREADABLE);
			return;
		}
		try {
			synchronized (this) {
				this.exchange = prepared;
			}
			if (this.end.isDone()) {
				prepared.releaseResources();
				return;
			}
			this.connection.open(List.of(addresses), new Connected(prepared));
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
	}

	private void expire() {
		Trouble trouble = overdue();
		String error = (trouble != Trouble.LOOKUP_TIMED_OUT)
				? "timed out after " + AttemptTools.seconds(this.tools.timeout())
				: "UnknownHostException: " + this.destination.host().name() + " could not be looked up in time";
		finish(Optional.of(result(error, trouble)), true);
	}

	private Trouble overdue() {
		Exchange prepared;
		synchronized (this) {
			if (!this.found) {
				return Trouble.LOOKUP_TIMED_OUT;
			}
			prepared = this.exchange;
		}
		return (prepared != null) ? this.connection.overdue(prepared) : Trouble.BODY_TIMED_OUT;
	}

	/**
	 * End now. An answer whose status has arrived still counts.
	 */
	public void cut() {
		Attempt attempt = result("cut short", Trouble.OTHER);
		finish((attempt.status() != null) ? Optional.of(attempt) : Optional.empty(), true);
	}

	private void fail(Exception cause) {
		fail(cause, Trouble.of(cause));
	}

	private void fail(Exception cause, Trouble trouble) {
		Exception told = (cause instanceof ConnectionClosedException) ? new NoHttpResponseException(
				AttemptTools.httpHost(this.destination).toHostString() + " failed to respond") : cause;
		finish(Optional.of(result(this.destination.conceal(AttemptTools.describe(told)), trouble)), true);
	}

	/**
	 * The status counts once it has arrived, whatever becomes of the body.
	 */
	private Attempt result(String error, Trouble trouble) {
		Duration duration = Duration.ofNanos(System.nanoTime() - this.begun);
		Exchange prepared;
		synchronized (this) {
			prepared = this.exchange;
		}
		Answer answer = (prepared != null) ? prepared.answer() : null;
		if (answer == null) {
			return Attempt.failed(error, trouble.word(), duration);
		}
		String excerpt = answer.excerpt().text();
		return Attempt.answered(answer.status(), duration, (excerpt != null) ? this.destination.conceal(excerpt) : null,
				answer.retryAfter());
	}

	private void finish(Optional<Attempt> attempt, boolean reset) {
		if (!this.end.complete(attempt)) {
			return;
		}
		Exchange prepared;
		synchronized (this) {
			prepared = this.exchange;
			if (this.deadline != null) {
				this.deadline.cancel(false);
			}
		}
		this.connection.close(reset);
		if (prepared != null) {
			prepared.releaseResources();
		}
	}

	/**
	 * What the exchange tells.
	 */
	private final class Outcome implements Exchange.Listener {

		@Override
		public void answered(boolean whole) {
			Exchange prepared;
			synchronized (AttemptUnderWay.this) {
				prepared = AttemptUnderWay.this.exchange;
			}
			finish(Optional.of(result("", Trouble.OTHER)), !whole || (prepared != null && !prepared.isSent()));
		}

		@Override
		public void unreadable(Exception cause) {
			fail(cause, Trouble.BODY_UNREADABLE);
		}

		@Override
		public void failed(Exception cause) {
			fail(cause);
		}

	}

	/**
	 * Waits for the connection.
	 */
	private final class Connected implements ReceiverConnection.Listener {

		private final Exchange prepared;

		Connected(Exchange prepared) {
			this.prepared = prepared;
		}

		@Override
		public void ready() {
			AttemptUnderWay.this.connection.execute(this.prepared);
		}

		@Override
		public void failed(Exception cause) {
			fail(cause);
		}

	}

}
