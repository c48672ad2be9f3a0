package io.wxomedia.processing;

import org.springframework.test.context.TestPropertySource;

/**
 * The settings that most tests share: the usual ones, but with less patience.
 */
@TestPropertySource(properties = { "COS_INPUT_BUCKET=inputs", "COS_OUTPUT_BUCKET=outputs", "OPENAI_TIMEOUT_SECONDS=4",
		"CALLBACK_TIMEOUT_SECONDS=2", "CALLBACK_BACKOFF_SECONDS=0.2,0.3", "MAX_CONCURRENT_JOBS=2",
		"MAX_PARALLEL_BATCH_IMAGES=4", "CALLBACK_SIGNING_SECRET=" + UsualSettings.SIGNING_SECRET,
		"ENABLE_CALLBACK_REWRITE=true", "COS_INPUT_PREFIX=in/" })
abstract class UsualSettings extends ProcessingService {

	static final String SIGNING_SECRET = "whsec_c2lnbmluZy1zZWNyZXQtb2YtdGhlLXRlc3Rz";

}
