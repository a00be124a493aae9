// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.nightjar.queue.PayloadTooLargeException;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueUnavailableException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the broker's errors mean, in words that name the remedy. */
final class AmqpFaults {
  private static final Pattern LARGE =
      Pattern.compile("message size \\d+ is larger than .*max size (\\d{1,18})");

  private final AmqpAddress address;

  AmqpFaults(AmqpAddress address) {
    this.address = address;
  }

  QueueException down(Exception e, String waited, @Nullable String blocked) {
    if (blocked != null) {
      return unavailable(
          " takes no messages"
              + waited
              + ", because it is short of memory or disk ("
              + blocked
              + "); make room, or take tasks",
          e);
    }
    return new QueueUnavailableException(
        address
            + ": no answer from RabbitMQ at "
            + address.server()
            + waited
            + "; start it (rabbitmq-server), or correct host and port",
        e);
  }

  /** Null if trying again may help. */
  @Nullable QueueException refusal(Exception e) {
    ShutdownSignalException signal = signal(e);
    String reason = signal == null ? String.valueOf(e.getMessage()) : reason(signal);
    if (e instanceof AuthenticationFailureException
        || e instanceof PossibleAuthenticationFailureException) {
      return unavailable(
          " refuses "
              + (address.namesUser()
                  ? "user " + address.user() + " with that password; correct them"
                  : "user guest, who is meant where the address names nobody; name a user")
              + ", as in "
              + address.whole().scheme()
              + "://user:pass@host:port/name (guest works from the broker's own machine only)",
          e);
    }
    return switch (signal == null ? 0 : code(signal)) {
      case AMQP.ACCESS_REFUSED ->
          unavailable(
              " does not let user " + address.user() + " do that (" + reason + "); permit it", e);
      case AMQP.NOT_ALLOWED ->
          unavailable(
              " refuses: "
                  + reason
                  + "; name a virtual host that is there, as in "
                  + address.whole().scheme()
                  + "://host:port/name?vhost=production, and that user "
                  + address.user()
                  + " may use, or raise the limit that it speaks of",
              e);
      case AMQP.PRECONDITION_FAILED -> failed(reason, e);
      case AMQP.NOT_FOUND -> reason.contains("no queue") ? gone(e) : null;
      default -> null;
    };
  }

  /** The broker says so to many things; only its text tells which. */
  private @Nullable QueueException failed(String reason, Exception e) {
    if (reason.contains("inequivalent arg")) {
      return new QueueDamagedException(
          address
              + " cannot be a queue: one of that name exists with other properties ("
              + reason
              + "); use another name, or delete that one",
          e);
    } else if (LARGE.matcher(reason).find()) {
      return new PayloadTooLargeException(
          address
              + ": RabbitMQ at "
              + address.server()
              + " takes no message of that size ("
              + reason
              + "); put less, or raise max_message_size in its rabbitmq.conf",
          e);
    } else if (reason.contains("delivery acknowledgement") && reason.contains("timed out")) {
      return null; // its consumer_timeout ended the channel, as a lost connection does
    }
    return unavailable(" refuses: " + reason + "; its log may tell why", e);
  }

  /** The most bytes of a message, if the broker refused one because it has more; else negative. */
  static long largest(@Nullable Throwable e) {
    ShutdownSignalException signal = signal(e);
    Matcher large = LARGE.matcher(signal == null ? "" : reason(signal));
    return large.find() ? Long.parseLong(large.group(1)) : -1;
  }

  /** Somebody deleted a queue. */
  QueueException gone(@Nullable Exception e) {
    return new QueueDamagedException(
        address + " is no longer there: its queue was deleted; open it again to make it anew", e);
  }

  /** True if a queue is not there. */
  static boolean isMissing(Exception e) {
    ShutdownSignalException signal = signal(e);
    return signal != null && code(signal) == AMQP.NOT_FOUND;
  }

  /** True if another connection has an exclusive queue. */
  static boolean isLocked(Exception e) {
    ShutdownSignalException signal = signal(e);
    return signal != null && code(signal) == AMQP.RESOURCE_LOCKED;
  }

  private QueueException unavailable(String what, Exception e) {
    return new QueueUnavailableException(address + ": RabbitMQ at " + address.server() + what, e);
  }

  private static @Nullable ShutdownSignalException signal(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ShutdownSignalException signal) {
        return signal;
      }
    }
    return null;
  }

  private static int code(ShutdownSignalException signal) {
    Method method = signal.getReason();
    if (method instanceof AMQP.Channel.Close close) {
      return close.getReplyCode();
    }
    return method instanceof AMQP.Connection.Close close ? close.getReplyCode() : 0;
  }

  private static String reason(ShutdownSignalException signal) {
    Method method = signal.getReason();
    if (method instanceof AMQP.Channel.Close close) {
      return close.getReplyText();
    }
    return method instanceof AMQP.Connection.Close close
        ? close.getReplyText()
        : String.valueOf(signal.getMessage());
  }
}
