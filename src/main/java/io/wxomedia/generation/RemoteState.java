package io.wxomedia.generation;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a call that it works on.
 */
public sealed interface RemoteState {

	/**
	 * It waits at the provider.
	 *
	 * @param position how many are before it, or {@code null} if that is not told
	 */
	record Queued(@Nullable Integer position) implements RemoteState {

	}

	/**
	 * It is being worked on.
	 *
	 * @param percent how far it is, or {@code null} if that is not told
	 */
	record Working(@Nullable Integer percent) implements RemoteState {

	}

	/**
	 * The video is there.
	 *
	 * @param media where it is read; the address may expire, and looking again gives a
	 * fresh one
	 */
	record Done(URI media) implements RemoteState {

	}

	/**
	 * There will be no video.
	 *
	 * @param message why, in the provider's words
	 * @param billed whether the provider may bill it all the same; where it says that it
	 * does not, the call costs nothing
	 */
	record Failed(String message, boolean billed) implements RemoteState {

	}

}
