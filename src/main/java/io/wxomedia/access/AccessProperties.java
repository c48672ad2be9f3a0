package io.wxomedia.access;

import java.util.HashSet;
import java.util.Set;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who is let in, and how often.
 *
 * @param workshopToken the token that a whole room shares; empty means none
 * @param apiKeys the keys that tell people apart
 * @param adminKey the key of the administrator; empty means none
 * @param openBesideAdmin whether callers without a credential are let in, as ordinary
 * ones, while the administrator's key is the only one
 * @param rateLimitPerMinute how many changing requests one credential, or without
 * credentials one address, may send in a minute; {@code null} for no limit
 * @param corsAllowedOrigins the origins whose pages may call the service
 */
@ConfigurationProperties("media.web.access")
@Validated
record AccessProperties(@DefaultValue("") String workshopToken, @DefaultValue("") ApiKeys apiKeys,
		@Pattern(regexp = "(" + ApiKeys.KEY + ")?",
				message = "must have at least 16 letters, digits and . _ ~ + / = -") @DefaultValue("") String adminKey,
		@DefaultValue("false") boolean openBesideAdmin, @Nullable @Min(1) Integer rateLimitPerMinute,
		@DefaultValue("") AllowedOrigins corsAllowedOrigins) {

	AccessProperties {
		Set<String> taken = new HashSet<>(apiKeys.byName().values());
		if (!workshopToken.isEmpty() && !taken.add(workshopToken)) {
			throw new IllegalArgumentException("WORKSHOP_TOKEN must not be one of API_KEYS");
		}
		if (!adminKey.isEmpty() && !taken.add(adminKey)) {
			throw new IllegalArgumentException("ADMIN_KEY must not be the WORKSHOP_TOKEN or one of API_KEYS");
		}
	}

	@Override
	public String toString() {
		return "AccessProperties[apiKeys=" + this.apiKeys + ", rateLimitPerMinute=" + this.rateLimitPerMinute
				+ ", corsAllowedOrigins=" + this.corsAllowedOrigins.origins() + "]";
	}

}
