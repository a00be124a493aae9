// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Options;
import io.nightjar.spi.OptionValues;
import io.nightjar.wire.Commands;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a peer for signs of life, and ends the connection where none come (RFC 37, section on
 * heartbeats).
 *
 * <p>Any byte is a sign of life, also one in the middle of a huge frame; and while reading is
 * paused by a slow application the clock stops, since the peer may be shouting. Loop thread only.
 */
final class Heartbeat {
  private static final int TTL_STEP_MILLIS = 100;
  private static final int MOST_TTL = 655; // libzmq counts no further
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final byte[] NO_CONTEXT = {};

  private final IoLoop loop;
  private final OptionValues options;
  private final StreamReader reader;
  private final StreamWriter writer;
  private final Consumer<String> onSilence;
  private IoLoop.@Nullable Timer beatTimer;
  private IoLoop.@Nullable Timer lifeTimer;
  private IoLoop.@Nullable Timer ttlTimer;
  private long peerTtlMillis;
  private boolean stopped;

  Heartbeat(
      IoLoop loop,
      OptionValues options,
      StreamReader reader,
      StreamWriter writer,
      Consumer<String> onSilence) {
    this.loop = loop;
    this.options = options;
    this.reader = reader;
    this.writer = writer;
    this.onSilence = onSilence;
  }

  void start() {
    long interval = Clock.nanos(options.option(Options.HEARTBEAT_IVL));
    if (interval > 0) {
      beatTimer = loop.schedule(interval, () -> beat(interval));
    }
  }

  private void beat(long interval) {
    long ttl =
        Clock.nanos(options.option(Options.HEARTBEAT_TTL)) / NANOS_PER_MILLI / TTL_STEP_MILLIS;
    writer.control(Commands.ping((int) Math.min(MOST_TTL, ttl), NO_CONTEXT));
    Duration timeout = options.option(Options.HEARTBEAT_TIMEOUT);
    awaitLife(timeout.isNegative() ? interval : Clock.nanos(timeout));
    beatTimer = loop.schedule(interval, () -> beat(interval));
  }

  private void awaitLife(long nanos) {
    if (lifeTimer != null || nanos <= 0) {
      return;
    }
    lifeTimer =
        watch(
            nanos,
            () -> lifeTimer = null,
            "no sign of life within " + nanos / NANOS_PER_MILLI + " ms, see HEARTBEAT_TIMEOUT");
  }

  /** The peer promised a sign of life within its time to live. */
  void pinged(int ttlDeciseconds) {
    if (stopped) {
      return;
    }
    peerTtlMillis = (long) ttlDeciseconds * TTL_STEP_MILLIS;
    awaitPeer();
  }

  private void awaitPeer() {
    if (peerTtlMillis == 0 || ttlTimer != null) {
      return;
    }
    ttlTimer =
        watch(
            peerTtlMillis * NANOS_PER_MILLI,
            () -> {
              ttlTimer = null;
              awaitPeer();
            },
            "silent for longer than the " + peerTtlMillis + " ms its PING promised");
  }

  /** Calls back after a time in which something came; ends the connection if nothing did. */
  private IoLoop.Timer watch(long nanos, Runnable onLife, String silence) {
    long before = reader.bytesRead();
    reader.startWatching();
    return loop.schedule(
        nanos,
        () -> {
          // The sign may lie unread: callers are away, or this loop was held up.
          boolean readElsewhere = !reader.readNow();
          if (readElsewhere || reader.bytesRead() != before || reader.paused()) {
            onLife.run();
          } else if (!stopped) {
            onSilence.accept(silence);
          }
        });
  }

  void stop() {
    stopped = true;
    cancel(beatTimer);
    cancel(lifeTimer);
    cancel(ttlTimer);
  }

  private static void cancel(IoLoop.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
