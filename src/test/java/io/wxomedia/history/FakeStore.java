package io.wxomedia.history;

import java.awt.Color;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import io.wxomedia.history.History.Put;
import io.wxomedia.testing.TestImages;

/**
 * An object store with three pictures to read. It takes every signature: those are
 * checked elsewhere.
 */
class FakeStore extends Neighbour {

	/**
	 * What a batch finds; the widths tell the pictures apart.
	 */
	static final List<Integer> WIDTHS = List.of(20, 21, 22);

	private final Map<String, byte[]> inputs = new TreeMap<>();

	private final Map<String, byte[]> outputs = new ConcurrentHashMap<>();

	private final List<Put> puts = new CopyOnWriteArrayList<>();

	FakeStore() {
		WIDTHS.forEach((width) -> this.inputs.put("picture-" + width + ".png", TestImages.png(width, 10, Color.GREEN)));
	}

	String endpoint() {
		return "http://127.0.0.1:" + port();
	}

	List<Put> puts() {
		return List.copyOf(this.puts);
	}

	@Override
	void handle(HttpExchange exchange, byte[] body, String how) throws IOException {
		String key = key(exchange.getRequestURI().getPath());
		boolean put = exchange.getRequestMethod().equals("PUT");
		byte[] found = this.inputs.getOrDefault(key, this.outputs.get(key));
		if (how.equals("503")) {
			if (put) {
				this.puts.add(new Put(key, Instant.now(), false));
			}
			answer(exchange, 503, "application/xml",
					"<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>");
			return;
		}
		if (how.equals("slow")) {
			pause(700);
		}
		if (put) {
			put(exchange, key, body);
		}
		else if (key.isEmpty()) {
			answer(exchange, 200, "application/xml", listing());
		}
		else if (found != null) {
			answer(exchange, 200, "image/png", found);
		}
		else {
			answer(exchange, 404, "application/xml", "<Error><Code>NoSuchKey</Code><Message>None</Message></Error>");
		}
	}

	private void put(HttpExchange exchange, String key, byte[] body) throws IOException {
		String source = exchange.getRequestHeaders().getFirst("x-amz-copy-source");
		byte[] copied = (source != null)
				? this.outputs.get(key("/" + URLDecoder.decode(source, StandardCharsets.UTF_8).replaceFirst("^/", "")))
				: body;
		if (copied == null) {
			answer(exchange, 404, "application/xml", "<Error><Code>NoSuchKey</Code><Message>None</Message></Error>");
			return;
		}
		this.outputs.put(key, copied);
		this.puts.add(new Put(key, Instant.now(), true));
		exchange.getResponseHeaders().set("ETag", "\"0\"");
		answer(exchange, 200, "application/xml", (source != null) ? "<CopyObjectResult><ETag>\"0\"</ETag>"
				+ "<LastModified>2026-01-01T00:00:00.000Z</LastModified></CopyObjectResult>" : "");
	}

	private static String key(String path) {
		int end = path.indexOf('/', 1);
		return (end < 0) ? "" : path.substring(end + 1);
	}

	private String listing() {
		StringBuilder xml = new StringBuilder("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">")
			.append("<Name>inputs</Name><Prefix></Prefix><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>");
		this.inputs.forEach((key, bytes) -> xml.append("<Contents><Key>")
			.append(key)
			.append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>\"0\"</ETag><Size>")
			.append(bytes.length)
			.append("</Size><StorageClass>STANDARD</StorageClass></Contents>"));
		return xml.append("</ListBucketResult>").toString();
	}

}
