package io.wxomedia.wait;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Ending}.
 */
class EndingTests {

	@Test
	void comesOnceAndWhatIsLateIsDoneAtOnce() {
		List<String> done = new ArrayList<>();
		Ending ending = new Ending();
		ending.then(() -> done.add("before"));
		assertThat(done).isEmpty();
		assertThat(ending.hasCome()).isFalse();
		assertThat(ending.come()).isTrue();
		assertThat(ending.come()).isFalse();
		ending.then(() -> done.add("after"));
		assertThat(done).containsExactly("before", "after");
		assertThat(ending.hasCome()).isTrue();
	}

}
