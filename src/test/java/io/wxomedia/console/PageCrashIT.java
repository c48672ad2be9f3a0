package io.wxomedia.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.ServiceProcess;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service is killed in the middle of a job while somebody watches it on the page.
 */
@Tag("slow")
class PageCrashIT {

	@Test
	void pageGoesOnByItselfWhenTheServiceIsKilledAndStartedAgain(@TempDir Path folder) throws IOException {
		Chromium.browser();
		Path chosen = Files.write(folder.resolve("survivor.jpg"), TestImages.jpeg());
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				MediaApplication.class.getName());
		ServiceProcess first = ServiceProcess.start(command, folder,
				Map.of("DEMO", "true", "DEMO_UPSTREAM", "slow", "media.demo.first-job", "false"));
		try (first; Visitor visitor = Visitor.alone("http://127.0.0.1:" + first.port(), "en", Visitor.PHONE)) {
			// Whatever is asked while nobody is there.
			visitor.expect("ERR_");
			visitor.open("/");
			visitor.choose(chosen);
			visitor.send("make it blue");
			visitor.see("The model is at work");
			first.kill();
			visitor.see("The service cannot be reached");
			try (ServiceProcess second = first.again()) {
				visitor.page().waitForSelector("before-after .after img");
				assertThat(visitor.page().locator("article.job")).satisfies((jobs) -> assertThat(jobs.count()).isOne());
				assertThat(visitor.page().locator("article.job .badge").innerText()).isEqualTo("Done");
				assertThat(visitor.page().locator(".band").count()).isZero();
				assertThat(second.client().get("/jobs").text()).contains("\"attempts\":2");
			}
		}
	}

}
