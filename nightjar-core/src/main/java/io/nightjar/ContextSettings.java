// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.util.Objects;

/**
 * The settings of a context.
 *
 * @param ioThreads the number of I/O threads
 * @param maxSockets how many sockets it may have at once
 * @param waitPolicy how callers and I/O threads wait
 * @param threadNamePrefix the beginning of its threads' names
 * @param ipv6 whether new sockets use IPv6
 * @param blocky whether closing waits for unsent messages by default
 * @param messageMemory how many bytes of memory all waiting messages may take
 */
public record ContextSettings(
    int ioThreads,
    int maxSockets,
    WaitPolicy waitPolicy,
    String threadNamePrefix,
    boolean ipv6,
    boolean blocky,
    long messageMemory) {
  /** What {@link Context#create()} uses. */
  public static final ContextSettings DEFAULT =
      new ContextSettings(
          1,
          1023,
          WaitPolicy.ADAPTIVE,
          "nightjar",
          false,
          true,
          Runtime.getRuntime().maxMemory() / 2);

  private static final int MAX_IO_THREADS = 64;
  private static final int SOCKET_LIMIT = 65_535;

  /** Checks the ranges. */
  public ContextSettings {
    Objects.requireNonNull(waitPolicy, "waitPolicy");
    Objects.requireNonNull(threadNamePrefix, "threadNamePrefix");
    if (ioThreads < 1 || ioThreads > MAX_IO_THREADS) {
      throw new InvalidOptionException("ioThreads is " + ioThreads + ": use 1 to 64");
    }
    if (maxSockets < 1 || maxSockets > SOCKET_LIMIT) {
      throw new InvalidOptionException("maxSockets is " + maxSockets + ": use 1 to 65535");
    }
    if (messageMemory < 1) {
      throw new InvalidOptionException(
          "messageMemory is " + messageMemory + ": use the number of bytes, 1 or more");
    }
  }

  ContextSettings withIoThreads(int count) {
    return new ContextSettings(
        count, maxSockets, waitPolicy, threadNamePrefix, ipv6, blocky, messageMemory);
  }

  ContextSettings withMaxSockets(int count) {
    return new ContextSettings(
        ioThreads, count, waitPolicy, threadNamePrefix, ipv6, blocky, messageMemory);
  }

  ContextSettings withWaitPolicy(WaitPolicy policy) {
    return new ContextSettings(
        ioThreads, maxSockets, policy, threadNamePrefix, ipv6, blocky, messageMemory);
  }

  ContextSettings withThreadNamePrefix(String prefix) {
    return new ContextSettings(
        ioThreads, maxSockets, waitPolicy, prefix, ipv6, blocky, messageMemory);
  }

  ContextSettings withIpv6(boolean on) {
    return new ContextSettings(
        ioThreads, maxSockets, waitPolicy, threadNamePrefix, on, blocky, messageMemory);
  }

  ContextSettings withBlocky(boolean on) {
    return new ContextSettings(
        ioThreads, maxSockets, waitPolicy, threadNamePrefix, ipv6, on, messageMemory);
  }

  ContextSettings withMessageMemory(long bytes) {
    return new ContextSettings(
        ioThreads, maxSockets, waitPolicy, threadNamePrefix, ipv6, blocky, bytes);
  }
}
