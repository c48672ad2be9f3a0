package io.wxomedia.signature;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callbacks are signed.
 *
 * @param secret the secrets, at most two; none for callbacks that are not signed
 */
@ConfigurationProperties("media.signature")
record SignatureProperties(@DefaultValue("") SigningSecrets secret) {

}
