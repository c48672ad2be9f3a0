package io.wxomedia.openai;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.SocketFactory;

/**
 * Makes sockets that send what they have. By default the last piece of an upload waits
 * until the one before is acknowledged, which receivers delay: 40 ms for each call.
 */
class PromptSockets extends SocketFactory {

	@Override
	public Socket createSocket() throws IOException {
		return prompt(new Socket());
	}

	@Override
	public Socket createSocket(String host, int port) throws IOException {
		return prompt(new Socket(host, port));
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
		return prompt(new Socket(host, port, localHost, localPort));
	}

	@Override
	public Socket createSocket(InetAddress host, int port) throws IOException {
		return prompt(new Socket(host, port));
	}

	@Override
	public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
			throws IOException {
		return prompt(new Socket(address, port, localAddress, localPort));
	}

	private static Socket prompt(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		return socket;
	}

}
