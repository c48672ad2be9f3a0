package io.wxomedia.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Asks whether all promises were kept. Each question is a pure function of the history;
 * its answer is what went wrong.
 */
final class Auditor {

	private static final Map<String, Function<History, List<String>>> QUESTIONS = questions();

	private Auditor() {
	}

	private static Map<String, Function<History, List<String>>> questions() {
		Map<String, Function<History, List<String>>> questions = new LinkedHashMap<>();
		questions.put("accepted jobs are kept", JobQuestions::kept);
		questions.put("deleted jobs are gone", JobQuestions::gone);
		questions.put("one request is one job", JobQuestions::oneRequestIsOneJob);
		questions.put("nothing unasked exists", JobQuestions::nothingUnasked);
		questions.put("cancelled jobs stay cancelled", JobQuestions::cancelledStaysCancelled);
		questions.put("all of an owner are cancelled", JobQuestions::allAreCancelled);
		questions.put("nobody sees or changes what is another's", JobQuestions::nothingOfOthers);
		questions.put("what failed had a reason", JobQuestions::failedWithReason);
		questions.put("nothing is bought twice without need", MoneyQuestions::boughtOnce);
		questions.put("nothing is bought for a cancelled job", MoneyQuestions::nothingAfterCancel);
		questions.put("what completed was bought and stored", MoneyQuestions::completedWasBought);
		questions.put("runs have their picture and their video", WorkflowQuestions::haveBoth);
		questions.put("credits are held, captured and released", WorkflowQuestions::credits);
		questions.put("completed generations were made", VideoQuestions::completedWasMade);
		questions.put("generations are ordered once", VideoQuestions::orderedOnce);
		questions.put("forged webhooks are refused", VideoQuestions::forgedIsRefused);
		questions.put("completed generations are in the gallery once", VideoQuestions::inTheGalleryOnce);
		questions.put("a gallery shows nothing of another's", VideoQuestions::galleryIsOnesOwn);
		questions.put("callbacks always have the same bytes", DeliveryQuestions::sameBytes);
		questions.put("callbacks say the verdict", DeliveryQuestions::sayTheVerdict);
		questions.put("callbacks are settled as they went", DeliveryQuestions::settled);
		questions.put("callbacks are not repeated without need", DeliveryQuestions::notRepeated);
		questions.put("deleted jobs call nobody", DeliveryQuestions::nothingAfterDelete);
		questions.put("one verdict each", EventQuestions::oneVerdict);
		questions.put("the log tells a life in order", EventQuestions::inOrder);
		questions.put("readers see ids that grow", EventQuestions::growing);
		questions.put("readers miss nothing", EventQuestions::complete);
		questions.put("readers see only what is theirs", EventQuestions::onlyTheirs);
		return questions;
	}

	/**
	 * Ask everything.
	 * @param history what happened
	 * @return what went wrong, each with the promise that was broken
	 */
	static List<String> violations(History history) {
		List<String> violations = new ArrayList<>();
		QUESTIONS.forEach((promise, question) -> question.apply(history)
			.forEach((violation) -> violations.add("Not so: " + promise + ". " + violation)));
		return violations;
	}

}
