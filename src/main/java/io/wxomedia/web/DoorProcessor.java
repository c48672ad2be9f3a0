package io.wxomedia.web;

import java.nio.charset.StandardCharsets;

import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.buf.MessageBytes;

/**
 * Reads the requests of one connection, and takes Host headers with underscores, which
 * the server refuses.
 */
class DoorProcessor extends Http11Processor {

	DoorProcessor(DoorProtocol protocol, Adapter adapter) {
		super(protocol, adapter);
	}

	/**
	 * The server checks the name with letters in the place of underscores, and everything
	 * else as ever; what the service sees is the name as it was sent.
	 */
	@Override
	protected void parseHost(MessageBytes host) {
		String sent = (host != null && !host.isNull()) ? host.toString() : "";
		if (sent.indexOf('_') < 0) {
			super.parseHost(host);
			return;
		}
		byte[] checked = sent.replace('_', 'a').getBytes(StandardCharsets.ISO_8859_1);
		MessageBytes stranger = MessageBytes.newInstance();
		stranger.setBytes(checked, 0, checked.length);
		super.parseHost(stranger);
		if (!getErrorState().isError()) {
			int colon = sent.indexOf(':');
			char[] name = ((colon < 0) ? sent : sent.substring(0, colon)).toCharArray();
			this.request.serverName().setChars(name, 0, name.length);
		}
	}

}
