package io.wxomedia.web;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 as the server speaks it, with what the service teaches it beside: see
 * {@link DoorProcessor}. Public because the server makes it by its name.
 */
public class DoorProtocol extends Http11NioProtocol {

	@Override
	protected Processor createProcessor() {
		return new DoorProcessor(this, getAdapter());
	}

}
