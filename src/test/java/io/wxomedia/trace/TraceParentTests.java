package io.wxomedia.trace;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceParent}, by the rules of W3C Trace Context.
 */
class TraceParentTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String SPAN = "00f067aa0ba902b7";

	@ParameterizedTest
	@CsvSource({ "00-" + TRACE + "-" + SPAN + "-01, 1", "00-" + TRACE + "-" + SPAN + "-00, 0",
			"00-" + TRACE + "-" + SPAN + "-03, 3", "00-" + TRACE + "-" + SPAN + "-ff, 3",
			"01-" + TRACE + "-" + SPAN + "-01, 1", "cc-" + TRACE + "-" + SPAN + "-01-what-the-future-holds, 1",
			"fe-" + TRACE + "-" + SPAN + "-01-, 1" })
	void wellFormedParentIsRead(String header, int flags) {
		assertThat(TraceParent.parse(header, null)).contains(new TraceParent(TRACE, SPAN, flags, null));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "x", TRACE, "00-" + TRACE + "-" + SPAN, "00-" + TRACE + "-" + SPAN + "-1",
			"00-" + TRACE + "-" + SPAN + "-011", "00-" + TRACE + "-" + SPAN + "-01-",
			"00-" + TRACE + "-" + SPAN + "-01-x", "ff-" + TRACE + "-" + SPAN + "-01", "0-" + TRACE + "-" + SPAN + "-01",
			"000-" + TRACE + "-" + SPAN + "-01", ".0-" + TRACE + "-" + SPAN + "-01",
			"01-" + TRACE + "-" + SPAN + "-01.x", "00-00000000000000000000000000000000-" + SPAN + "-01",
			"00-" + TRACE + "-0000000000000000-01", "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
			"00-" + TRACE + "-00F067AA0BA902B7-01", "00-" + TRACE + "-" + SPAN + "-0X",
			"00-4bf92f3577b34da6a3ce929d0e0e473-" + SPAN + "-01",
			"00-4bf92f3577b34da6a3ce929d0e0e47366-" + SPAN + "-01", "00-" + TRACE + "-00f067aa0ba902b-01",
			"00-4bf92f3577b34da6a3ce929d0e0e473g-" + SPAN + "-01", "00_" + TRACE + "_" + SPAN + "_01",
			"00-" + TRACE + "-" + SPAN + "-01,00-" + TRACE + "-" + SPAN + "-01" })
	void malformedParentIsNone(@Nullable String header) {
		assertThat(TraceParent.parse(header, "a=b")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "rojo=00f067aa0ba902b7", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "a=1, b=2 ,\tc=3",
			"fw529a3039@dt=FfAAAAAB", "0tenant@v=x", "a-_*/1=!", "a=1,,b=2" })
	void wellFormedStateIsPassedOn(String state) {
		assertThat(state(state)).isEqualTo(state);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "a", "a=", "=b", "A=b", "a=b=c", "a=b\u00e4", "1a=b", "a b=c", "a=b;\n", "a@B=c",
			"a@1=c", "a@b@c=d" })
	void malformedStateIsLeftOut(@Nullable String state) {
		assertThat(state(state)).isNull();
	}

	@Test
	void stateThatIsTooLongIsLeftOut() {
		String longest = "a=" + "x".repeat(254) + "x,b=" + "x".repeat(252);
		assertThat(longest).hasSize(512);
		assertThat(state(longest)).isEqualTo(longest);
		assertThat(state(longest + " ")).isNull();
		assertThat(state("a=" + "x".repeat(257))).isNull();
		assertThat(state(String.join(",", Collections.nCopies(32, "a=b")))).isNotNull();
		assertThat(state(String.join(",", Collections.nCopies(33, "a=b")))).isNull();
	}

	private static @Nullable String state(@Nullable String state) {
		return TraceParent.parse("00-" + TRACE + "-" + SPAN + "-01", state).orElseThrow().state();
	}

	@Test
	void childIsTheSameTraceWithAnotherSpan() {
		TraceParent parent = new TraceParent(TRACE, SPAN, 1, "a=b");
		TraceParent child = parent.child();
		assertThat(child.traceId()).isEqualTo(TRACE);
		assertThat(child.spanId()).isNotEqualTo(SPAN);
		assertThat(child.flags()).isOne();
		assertThat(child.state()).isEqualTo("a=b");
		assertThat(child.header()).isEqualTo("00-" + TRACE + "-" + child.spanId() + "-01");
	}

	@Test
	void whatIsBegunCanBeReadAndIsUnique() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			TraceParent begun = TraceParent.begin();
			assertThat(TraceParent.parse(begun.header(), null)).contains(begun);
			ids.add(begun.traceId());
			ids.add(begun.spanId());
		}
		assertThat(ids).hasSize(2000);
	}

}
