package io.wxomedia.spending;

import java.math.BigDecimal;

/**
 * Published when the cost of a provider call is written down, for those who measure.
 *
 * @param model the model that was called, one of those that are configured
 * @param costUsd what it cost, in US dollars
 */
record CallPaid(String model, BigDecimal costUsd) {

}
