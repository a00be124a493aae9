// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * What a close left behind.
 *
 * @param undelivered messages that were accepted by send but not handed to the operating system
 * @param unread messages that had arrived but that no receive took
 */
public record CloseReport(long undelivered, long unread) {
  /** Nothing left behind. */
  public static final CloseReport CLEAN = new CloseReport(0, 0);

  /** Whether nothing that was still to be sent at the close was left behind. */
  public boolean isClean() {
    return undelivered == 0;
  }

  /** The sum of two reports. */
  public CloseReport plus(CloseReport other) {
    return new CloseReport(undelivered + other.undelivered, unread + other.unread);
  }
}
