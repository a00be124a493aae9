// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

/** The words of {@code docs/queues/protocol.md}. */
final class Protocol {
  /** What the first frame of every version begins with. */
  static final String FAMILY = "nightjar-queue/";

  static final String VERSION = FAMILY + "1";

  // Requests.
  static final String OPEN = "open";
  static final String PUT = "put";
  static final String TAKE = "take";
  static final String DONE = "done";
  static final String FAIL = "fail";
  static final String BURY = "bury";
  static final String REQUEUE = "requeue";
  static final String EXTEND = "extend";
  static final String STAT = "stat";
  static final String JOIN = "join";
  static final String FINISH = "finish";
  static final String CANCEL = "cancel";
  static final String BYE = "bye";

  // Answers.
  static final String OPENED = "opened";
  static final String ACCEPTED = "accepted";
  static final String TASKS = "tasks";
  static final String NONE = "none";
  static final String OK = "ok";
  static final String EXPIRED = "expired";
  static final String COUNTS = "counts";
  static final String ERROR = "error";

  /** Behind the name of a queue: its dead letters. */
  static final String DEAD = "/dead";

  /**
   * The longest that a request waits at the server, in milliseconds; then the client asks again.
   */
  static final long LONGEST_WAIT = 30_000;

  /** About as many bytes as all payloads of a message have; a larger one goes alone. */
  static final int MOST_BYTES = 16 << 20;

  private Protocol() {}
}
