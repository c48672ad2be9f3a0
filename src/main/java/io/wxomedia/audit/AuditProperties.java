package io.wxomedia.audit;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the audit trail is kept.
 *
 * @param retention how long an entry is kept
 */
@ConfigurationProperties("media.audit")
record AuditProperties(@DefaultValue("7d") Duration retention) {

}
