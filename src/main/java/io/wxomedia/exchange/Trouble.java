package io.wxomedia.exchange;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.wxomedia.destination.DestinationRefused;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * Why an attempt has no answer, as far as what can be done about it differs.
 */
public enum Trouble {

	/** The host's name has no address. */
	NAME_UNKNOWN,

	/** The lookup of the host's name took too long. */
	LOOKUP_TIMED_OUT,

	/** No request can go to such a URL. */
	URL_INVALID,

	/** The URL is not encrypted, and must be. */
	HTTPS_REQUIRED,

	/** The address is private, and private addresses are refused. */
	ADDRESS_PRIVATE,

	/** There is a list of what is allowed, and the address is not on it. */
	ADDRESS_NOT_LISTED,

	/** The address is one that no setting allows. */
	ADDRESS_NEVER_ALLOWED,

	/** Nobody listens at the port. */
	CONNECTION_REFUSED,

	/** There is no way to the address. */
	UNREACHABLE,

	/** The address does not answer. */
	CONNECT_TIMED_OUT,

	/** The receiver does not answer to the handshake. */
	TLS_TIMED_OUT,

	/** The receiver's certificate is not trusted, or is another host's. */
	CERTIFICATE_REFUSED,

	/** The connection cannot be encrypted. */
	TLS_FAILED,

	/** The receiver did not take the whole request in time. */
	SEND_TIMED_OUT,

	/** The receiver has the whole request and did not answer in time. */
	ANSWER_TIMED_OUT,

	/** The receiver closed the connection without an answer. */
	CONNECTION_LOST,

	/** What the receiver answers is no HTTP. */
	NOT_HTTP,

	/** The body could not be read here. */
	BODY_UNREADABLE,

	/** The body could not be read here in time. */
	BODY_TIMED_OUT,

	/** Anything else. */
	OTHER;

	/**
	 * Return the word that is stored.
	 * @return the name in lower case
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Say what a failure is.
	 * @param failure what an attempt failed with
	 * @return its kind
	 */
	public static Trouble of(Exception failure) {
		if (failure instanceof DestinationRefused refused) {
			return switch (refused.why()) {
				case NO_DESTINATION -> URL_INVALID;
				case NOT_ENCRYPTED -> HTTPS_REQUIRED;
				case PRIVATE -> ADDRESS_PRIVATE;
				case NOT_LISTED -> ADDRESS_NOT_LISTED;
				case NEVER_ALLOWED -> ADDRESS_NEVER_ALLOWED;
			};
		}
		if (failure instanceof UnknownHostException) {
			return (failure.getCause() instanceof RejectedExecutionException) ? LOOKUP_TIMED_OUT : NAME_UNKNOWN;
		}
		if (failure instanceof SSLException) {
			return isOfCertificate(failure) ? CERTIFICATE_REFUSED : TLS_FAILED;
		}
		if (failure instanceof HttpException || failure instanceof MessageConstraintException) {
			return NOT_HTTP;
		}
		return ofConnection(failure);
	}

	private static boolean isOfCertificate(Exception failure) {
		if (failure instanceof SSLPeerUnverifiedException) {
			return true;
		}
		for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
			if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
				return true;
			}
		}
		return false;
	}

	private static Trouble ofConnection(Exception failure) {
		String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
		if (failure instanceof NoRouteToHostException || message.contains("unreachable")) {
			return UNREACHABLE;
		}
		if (failure instanceof SocketTimeoutException) {
			return CONNECT_TIMED_OUT;
		}
		if (failure instanceof ConnectException) {
			if (message.contains("refused")) {
				return CONNECTION_REFUSED;
			}
			return message.contains("timed out") ? CONNECT_TIMED_OUT : UNREACHABLE;
		}
		boolean lost = failure instanceof ConnectionClosedException || failure instanceof NoHttpResponseException
				|| failure instanceof SocketException || failure instanceof EOFException
				|| failure instanceof ClosedChannelException || message.contains("connection reset");
		return lost ? CONNECTION_LOST : OTHER;
	}

}
