package io.wxomedia.callback;

import java.net.URI;

import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.DestinationVerdict;
import io.wxomedia.destination.DestinationVerdict.Outcome;
import io.wxomedia.destination.FakeHostResolver;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.web.Refusal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AddressCheck}.
 */
class AddressCheckTests {

	@Test
	void judgesUrlAfterTheRewrite() {
		assertThat(judge(PrivateNetworks.DENY, "http://wxo-server:4321/cb").reason()).contains("127.0.0.1");
		assertThat(judge(PrivateNetworks.ALLOW, "http://wxo-server:4321/cb").accepted()).isTrue();
	}

	@Test
	void urlThatIsNoneIsInvalid() {
		DestinationVerdict verdict = judge(PrivateNetworks.ALLOW, "http://me:pw@wxo-server:4321/");
		assertThat(verdict.outcome()).isEqualTo(Outcome.INVALID);
		assertThat(verdict.reason()).startsWith("callbackUrl is not valid: ").doesNotContain("pw");
	}

	@Test
	void refusalNamesTheSetting() {
		try (DestinationGuard guard = guard(PrivateNetworks.DENY)) {
			AddressCheck check = new AddressCheck(guard, new TunnelRewrite(false, "unused"));
			assertThatExceptionOfType(Refusal.class).isThrownBy(() -> check.require(URI.create("http://10.0.0.1/")))
				.withMessage("Callbacks to 10.0.0.1 are refused: it is not a public address. "
						+ "CALLBACK_PRIVATE_NETWORKS=allow or CALLBACK_ALLOWED_HOSTS=10.0.0.1 would allow it.");
		}
	}

	private static DestinationVerdict judge(PrivateNetworks networks, String url) {
		try (DestinationGuard guard = guard(networks)) {
			return new AddressCheck(guard, new TunnelRewrite(true, "127.0.0.1:14321")).judge(URI.create(url));
		}
	}

	private static DestinationGuard guard(PrivateNetworks networks) {
		return new DestinationGuard(CallbackProperties.PURPOSE,
				new AddressRules(networks, false, AllowedHosts.valueOf("")), false, new FakeHostResolver());
	}

}
