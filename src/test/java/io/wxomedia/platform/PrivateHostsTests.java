package io.wxomedia.platform;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrivateHosts}.
 */
class PrivateHostsTests {

	@ParameterizedTest
	@CsvSource({ "http://localhost:8000, true, true", "http://127.0.0.1, true, true", "http://[::1]:9000, true, true",
			"http://[fd00::1], true, true", "http://10.1.2.3, true, true", "http://192.168.1.5, true, true",
			"http://172.16.0.9, true, true", "http://172.32.0.9, false, false", "http://minio:9000, false, true",
			"http://store.internal, true, true",
			"https://s3.private.eu-de.cloud-object-storage.appdomain.cloud, false, true",
			"https://s3.direct.eu-de.cloud-object-storage.appdomain.cloud, false, true",
			"https://bucket.s3.private.eu-de.cloud-object-storage.appdomain.cloud, false, true",
			"https://s3.eu-de.cloud-object-storage.appdomain.cloud, false, false",
			"https://private.example.com, false, false", "https://[2001:db8::1], false, false" })
	void namesTellWhoCannotBeReached(String address, boolean local, boolean unreachable) {
		assertThat(PrivateHosts.isLocal(URI.create(address))).isEqualTo(local);
		assertThat(PrivateHosts.isUnreachable(URI.create(address))).isEqualTo(unreachable);
	}

}
