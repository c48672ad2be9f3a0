package io.wxomedia.videowebhook;

/**
 * Published when a sender is answered.
 *
 * @param outcome what became of what it sent
 */
record WebhookTaken(Webhook.Outcome outcome) {

}
