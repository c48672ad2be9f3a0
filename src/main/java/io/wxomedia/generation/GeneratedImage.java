package io.wxomedia.generation;

import io.wxomedia.spending.ProviderLedger.Receipt;

/**
 * What a provider made from words.
 *
 * @param bytes the picture, in whatever format its first bytes say
 * @param receipt what the provider said of the call, for the ledger
 */
@SuppressWarnings("ArrayRecordComponent")
public record GeneratedImage(byte[] bytes, Receipt receipt) {

}
