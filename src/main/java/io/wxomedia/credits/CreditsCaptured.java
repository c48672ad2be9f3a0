package io.wxomedia.credits;

/**
 * Published in the transaction that captures credits.
 *
 * @param amount how many
 */
record CreditsCaptured(int amount) {

}
