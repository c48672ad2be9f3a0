package io.wxomedia.server;

import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;

/**
 * Tells the processor of a connection where each of its requests begins and ends.
 */
final class DoorAdapter implements Adapter {

	private final Adapter service;

	private @Nullable DoorProcessor processor;

	DoorAdapter(Adapter service) {
		this.service = service;
	}

	void tell(DoorProcessor processor) {
		this.processor = processor;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		DoorProcessor told = this.processor;
		if (told == null) {
			throw new IllegalStateException("A connection has a processor before it has a request");
		}
		told.beginRequest();
		try {
			this.service.service(request, response);
			told.discardRest();
		}
		finally {
			told.endRequest();
		}
	}

	@Override
	public boolean prepare(Request request, Response response) throws Exception {
		return this.service.prepare(request, response);
	}

	@Override
	public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
		return this.service.asyncDispatch(request, response, event);
	}

	@Override
	public void log(Request request, Response response, long time) {
		this.service.log(request, response, time);
	}

	@Override
	public void checkRecycled(Request request, Response response) {
		this.service.checkRecycled(request, response);
	}

	@Override
	public String getDomain() {
		return this.service.getDomain();
	}

}
