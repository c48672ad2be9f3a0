package io.wxomedia.server;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets {@link PacedOutput} know of what is written. The server has no place of its own
 * for that.
 */
class PacedAnswerFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		PacedOutput output = DoorProcessor.currentOutput();
		chain.doFilter(request, (output != null) ? new PacedAnswer(response, output) : response);
	}

	private static final class PacedAnswer extends HttpServletResponseWrapper {

		private final PacedOutput output;

		private @Nullable ServletOutputStream stream;

		PacedAnswer(HttpServletResponse response, PacedOutput output) {
			super(response);
			this.output = output;
		}

		@Override
		public ServletOutputStream getOutputStream() throws IOException {
			ServletOutputStream paced = this.stream;
			if (paced == null) {
				paced = new PacedStream(super.getOutputStream(), this.output);
				this.stream = paced;
			}
			return paced;
		}

	}

	private static final class PacedStream extends ServletOutputStream {

		private static final int SLICE = 16 * 1024;

		private final ServletOutputStream target;

		private final PacedOutput output;

		PacedStream(ServletOutputStream target, PacedOutput output) {
			this.target = target;
			this.output = output;
		}

		@Override
		public void write(int b) throws IOException {
			next(1);
			this.target.write(b);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			int end = offset + length;
			for (int from = offset; from < end; from += SLICE) {
				int count = Math.min(SLICE, end - from);
				next(count);
				this.target.write(bytes, from, count);
			}
		}

		/**
		 * What other threads write, after the server's has gone on, is not its business.
		 */
		private void next(int count) throws TransferRefused {
			if (DoorProcessor.currentOutput() == this.output) {
				this.output.next(count);
			}
		}

		@Override
		public void flush() throws IOException {
			this.target.flush();
		}

		@Override
		public void close() throws IOException {
			this.target.close();
		}

		@Override
		public boolean isReady() {
			return this.target.isReady();
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			this.target.setWriteListener(listener);
		}

	}

}
