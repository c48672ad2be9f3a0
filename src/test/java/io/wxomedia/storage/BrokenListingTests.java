package io.wxomedia.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for listings of a store that does not keep to the protocol.
 */
class BrokenListingTests {

	private final WireMockServer store = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private final List<String> keys = new ArrayList<>();

	@BeforeEach
	void startStore() {
		this.store.start();
	}

	@AfterEach
	void stopStore() {
		this.store.stop();
	}

	@Test
	void listingThatIsCutOffWithoutATokenIsNoListing() {
		page(null, null, true, "a", "b");
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(this::list)
			.withMessageContaining("cut off")
			.withMessageContaining("\"inputs\"")
			.satisfies((failure) -> assertThat(failure.isPassing()).isFalse());
	}

	@Test
	void listingWithAnEmptyTokenIsNoListing() {
		page(null, "", true, "a", "b");
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(this::list).withMessageContaining("cut off");
	}

	@Test
	void tokenThatComesAgainEndsTheListing() {
		page(null, "one", true, "a");
		page("one", "two", true, "b");
		page("two", "one", true, "c");
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(this::list)
			.withMessageContaining("circles")
			.satisfies((failure) -> assertThat(failure.isPassing()).isFalse());
		assertThat(this.store.getAllServeEvents()).hasSize(3);
	}

	@Test
	void listingThatNamesNothingAnyMoreEnds() {
		for (int i = 0; i < 200; i++) {
			page((i == 0) ? null : "token" + i, "token" + (i + 1), true);
		}
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(this::list).withMessageContaining("name no object");
	}

	@Test
	void tokenOfAListingThatIsCompleteIsNotFollowed() {
		page(null, "one", true, "a");
		page("one", "one", false, "b");
		list();
		assertThat(this.keys).containsExactly("a", "b");
	}

	private void page(@Nullable String token, @Nullable String next, boolean truncated, String... keys) {
		String contents = Stream.of(keys)
			.map((key) -> "<Contents><Key>" + key + "</Key><Size>1</Size></Contents>")
			.collect(Collectors.joining());
		String continuation = (next != null) ? "<NextContinuationToken>" + next + "</NextContinuationToken>" : "";
		this.store.stubFor(WireMock.get(WireMock.urlPathEqualTo("/inputs"))
			.withQueryParam("continuation-token", (token != null) ? WireMock.equalTo(token) : WireMock.absent())
			.willReturn(WireMock.okXml("""
					<?xml version="1.0" encoding="UTF-8"?>
					<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>inputs</Name>\
					<IsTruncated>%s</IsTruncated>%s%s</ListBucketResult>
					""".formatted(String.valueOf(truncated).toLowerCase(Locale.ROOT), continuation, contents))));
	}

	private void list() {
		try (S3ObjectStorage storage = new S3ObjectStorage(new StorageProperties(this.store.baseUrl(), null, "eu-geo",
				"the-id", "the-secret", "inputs", "results", null, "", "", 900))) {
			storage.list("inputs", "", this.keys::add);
		}
	}

}
