package io.wxomedia.inbox;

import java.time.Clock;

import io.wxomedia.access.Caller;
import io.wxomedia.job.JobRecords;
import io.wxomedia.link.LinkSigner;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.signature.SigningSecrets;
import io.wxomedia.web.OpenPath;
import io.wxomedia.web.PublicUrl;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Configuration for the inbox (INBOX=true), in the demo or without it.
 */
@Configuration(proxyBeanMethods = false)
class InboxConfiguration {

	/**
	 * There without the inbox, too: what it received before is still kept.
	 */
	@Bean
	InboxTable inboxTable(JdbcClient jdbc) {
		return new InboxTable(jdbc);
	}

	/**
	 * There without the inbox, too.
	 */
	@Bean
	ReceivedEntries receivedEntries(InboxTable table, PayloadStore payloads) {
		return (job) -> table.forget(job).forEach(payloads::delete);
	}

	/**
	 * Configuration for receiving.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("media.inbox.enabled")
	static class ReceivingConfiguration {

		@Bean
		Inbox inbox(InboxTable table, JobRecords jobs, PayloadStore payloads, JsonMapper json, SigningSecrets secrets,
				Clock clock) {
			return new Inbox(table, (job) -> jobs.owner(job).filter(Caller::isOnesOwn), payloads, json, secrets, clock,
					InboxLimits.USUAL);
		}

		@Bean
		InboxBehaviours inboxBehaviours(JdbcClient jdbc, Clock clock) {
			return new InboxBehaviours(jdbc, clock);
		}

		@Bean
		CallbackViews callbackViews(LinkSigner signer, PublicUrl publicUrl, JsonMapper json) {
			return new CallbackViews(signer, publicUrl, json);
		}

		@Bean
		OpenPath inboxCallbacks() {
			return new OpenPath("POST", "/inbox/*");
		}

		@Bean
		OpenPath inboxImages() {
			return new OpenPath("GET", "/inbox/*/images/*");
		}

	}

}
