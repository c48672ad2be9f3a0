package io.wxomedia.event;

/**
 * {@link SseFormat} of the service itself: each event under its own number and type.
 */
class PlainSseFormat implements SseFormat {

	@Override
	public String hello() {
		return "retry: 3000\n\n";
	}

	@Override
	public String event(Event event) {
		String fields = event.data().substring(1);
		return "id: " + event.seq() + "\nevent: " + event.type().word() + "\ndata: {\"job_id\":\"" + event.job()
				+ "\",\"seq\":" + event.seq() + ",\"type\":\"" + event.type().word() + "\",\"at\":\"" + event.at()
				+ "\"" + (fields.equals("}") ? "" : ",") + fields + "\n\n";
	}

	@Override
	public String idle() {
		return ": still here\n\n";
	}

}
