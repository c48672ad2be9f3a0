package io.wxomedia.inbox;

import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.UUID;

import io.wxomedia.link.LinkSigner;
import io.wxomedia.web.PublicUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes what an inbox shows. Links into the demo are signed here, those that came with a
 * callback once more, so that they work from the moment they are looked at.
 */
class CallbackViews {

	private static final Duration LINKS_WORK_FOR = Duration.ofHours(24);

	private static final String LINK_FIELD = "result_url";

	private final LinkSigner signer;

	private final PublicUrl publicUrl;

	private final JsonMapper json;

	CallbackViews(LinkSigner signer, PublicUrl publicUrl, JsonMapper json) {
		this.signer = signer;
		this.publicUrl = publicUrl;
		this.json = json;
	}

	/**
	 * Returns a view of each callback, made when it is asked for and not kept: the short
	 * text of a body can be a large tree, and an answer writes one after the other.
	 */
	List<CallbackView> each(String inbox, List<ReceivedCallback> received) {
		return new AbstractList<>() {
			@Override
			public CallbackView get(int index) {
				return view(inbox, received.get(index));
			}

			@Override
			public int size() {
				return received.size();
			}
		};
	}

	private CallbackView view(String inbox, ReceivedCallback callback) {
		JsonNode body = this.json.readTree(callback.body().json());
		if (body instanceof ObjectNode fields && fields.path(LINK_FIELD).isString()) {
			this.signer.renew(fields.path(LINK_FIELD).asString(), LINKS_WORK_FOR)
				.ifPresent((link) -> fields.put(LINK_FIELD, this.publicUrl.get() + link));
		}
		if (callback.body().image() != null && body instanceof ObjectNode fields) {
			String path = imagePath(inbox, callback.id());
			fields.put(ReceivedBodyReader.IMAGE_FIELD,
					this.publicUrl.get() + path + "?" + this.signer.sign(path, LINKS_WORK_FOR));
		}
		return new CallbackView(callback.receivedAt(), this.json.readTree(callback.headers()),
				callback.signature().word(), body);
	}

	static String imagePath(String inbox, UUID callback) {
		return "/inbox/" + inbox + "/images/" + callback;
	}

}
