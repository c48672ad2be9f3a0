package io.wxomedia.callback;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.DestinationVerdict.Outcome;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.platform.Platform;
import io.wxomedia.signature.SigningSecrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbackProperties} and {@link CallbackConfiguration}, with the
 * settings as {@code application.yml} maps them.
 */
class CallbackPropertiesTests {

	private static final String[] VARIABLES = { "CALLBACK_TIMEOUT_SECONDS", "CALLBACK_MAX_RETRIES",
			"CALLBACK_BACKOFF_SECONDS", "ENABLE_CALLBACK_REWRITE", "LOCAL_TUNNEL_NETLOC", "CALLBACK_PRIVATE_NETWORKS",
			"CALLBACK_ALLOWED_HOSTS", "CALLBACK_REQUIRE_HTTPS", "CALLBACK_LATE_RETRIES" };

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer(new ConfigDataApplicationContextInitializer())
		.withBean(Platform.class)
		.withBean(SigningSecrets.class, () -> SigningSecrets.valueOf(""))
		.withUserConfiguration(CallbackConfiguration.class);

	@Test
	void bindWhenNothingIsSetUsesDefaults() {
		this.runner.run((context) -> assertDefaults(context.getBean(CallbackProperties.class)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void bindWhenEverythingIsBlankUsesDefaults(String blank) {
		ApplicationContextRunner runner = this.runner;
		for (String variable : VARIABLES) {
			runner = runner.withSystemProperties(variable + "=" + blank);
		}
		runner.run((context) -> assertDefaults(context.getBean(CallbackProperties.class)));
	}

	@Test
	void bindWhenEverythingIsSetTrimsAndUsesIt() {
		this.runner.withSystemProperties("CALLBACK_TIMEOUT_SECONDS= 7 ", "CALLBACK_MAX_RETRIES=5",
				"CALLBACK_BACKOFF_SECONDS= 0.5,2 ", "ENABLE_CALLBACK_REWRITE=true", "LOCAL_TUNNEL_NETLOC= tunnel:1234 ",
				"CALLBACK_PRIVATE_NETWORKS= Deny ", "CALLBACK_ALLOWED_HOSTS=a.test, 10.0.0.0/8",
				"CALLBACK_REQUIRE_HTTPS=true", "CALLBACK_LATE_RETRIES= 1m, 8h ")
			.run((context) -> {
				assertThat(context.getBean(CallbackProperties.class)).isEqualTo(new CallbackProperties(7, 5, "0.5,2",
						true, "tunnel:1234", PrivateNetworks.DENY, AllowedHosts.valueOf("a.test 10.0.0.0/8"), true,
						new LateRetries(List.of(Duration.ofMinutes(1), Duration.ofHours(8)))));
				assertThat(context.getBean(RetrySchedule.class).delayAfter(1)).isEqualTo(Duration.ofMillis(500));
				assertThat(context.getBean(TunnelRewrite.class).apply(URI.create("http://wxo-server/")))
					.hasToString("http://tunnel:1234/");
				assertThat(context).hasSingleBean(DestinationGuard.class).hasSingleBean(AttemptSender.class);
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			CALLBACK_TIMEOUT_SECONDS=0                    | CALLBACK_TIMEOUT_SECONDS must be 1 or more
			CALLBACK_MAX_RETRIES=-1                       | CALLBACK_MAX_RETRIES must be 0 or more
			LOCAL_TUNNEL_NETLOC=http://127.0.0.1:14321    | LOCAL_TUNNEL_NETLOC must be host or host:port
			CALLBACK_ALLOWED_HOSTS=a.test https://b.test  | b.test' is not a host, *.domain
			CALLBACK_PRIVATE_NETWORKS=maybe               | maybe
			CALLBACK_REQUIRE_HTTPS=perhaps                | perhaps
			CALLBACK_LATE_RETRIES=1m,5                    | CALLBACK_LATE_RETRIES: '5' is not a time with its unit
			""")
	void bindWhenValueIsWrongStopsTheStartAndSaysWhy(String setting, String message) {
		this.runner.withSystemProperties(setting)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(message));
	}

	@ParameterizedTest
	@CsvSource(textBlock = "0, 1\n1, 1\n3, 3")
	void attemptsIsTheTotalAndAtLeastOne(int maxRetries, int attempts) {
		this.runner.withSystemProperties("CALLBACK_MAX_RETRIES=" + maxRetries)
			.run((context) -> assertThat(context.getBean(CallbackProperties.class).attempts()).isEqualTo(attempts));
	}

	@Test
	void guardOnDevelopersMachineAllowsPrivateAddresses() {
		this.runner.withSystemProperties("K_SERVICE=", "CE_APP= ")
			.run((context) -> assertThat(outcome(context.getBean(DestinationGuard.class))).isEqualTo(Outcome.ACCEPTED));
	}

	@ParameterizedTest
	@ValueSource(strings = { "KUBERNETES_SERVICE_HOST", "CE_APP", "K_SERVICE", "CONTAINER_APP_NAME" })
	void guardInCloudRefusesPrivateAddresses(String variable) {
		this.runner.withSystemProperties(variable + "=x")
			.run((context) -> assertThat(outcome(context.getBean(DestinationGuard.class))).isEqualTo(Outcome.REFUSED));
		this.runner.withSystemProperties(variable + "=x", "CALLBACK_PRIVATE_NETWORKS=allow")
			.run((context) -> assertThat(outcome(context.getBean(DestinationGuard.class))).isEqualTo(Outcome.ACCEPTED));
	}

	private static Outcome outcome(DestinationGuard guard) {
		return guard.check(URI.create("http://127.0.0.1:9000/")).outcome();
	}

	private static void assertDefaults(CallbackProperties properties) {
		assertThat(properties).isEqualTo(new CallbackProperties(30, 3, "1,3,8", false, "127.0.0.1:14321",
				PrivateNetworks.AUTO, AllowedHosts.valueOf(""), false, new LateRetries(List.of())));
		assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(30));
	}

}
