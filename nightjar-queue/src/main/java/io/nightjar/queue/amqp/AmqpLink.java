// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueUnavailableException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one broker. A call whose connection breaks is tried again, with pauses, until
 * the broker is away too long.
 */
final class AmqpLink implements AutoCloseable {
  /** What needs the connection; may happen twice. An interrupt does not end it. */
  interface Call<R> {
    R run(Connection connection) throws IOException, TimeoutException;
  }

  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 15_000;
  private static final int HEARTBEAT_SECONDS = 20;
  private static final int MOST_BYTES = 512 << 20;
  private static final int CLOSE_MILLIS = 5_000;
  private static final int ABANDON_MILLIS = 100;
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 500;

  private final AmqpAddress address;
  private final AmqpFaults faults;
  private final ConnectionFactory factory = new ConnectionFactory();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Guards {@link #connection}. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Connection connection;

  /** Why the broker takes no messages; written by the thread that reads from it. */
  private volatile @Nullable String blocked;

  AmqpLink(AmqpAddress address) {
    this(address, ANSWER_MILLIS);
  }

  /** One that waits so long for each answer, for tests. */
  AmqpLink(AmqpAddress address, int answerMillis) {
    this.address = address;
    this.faults = new AmqpFaults(address);
    factory.setHost(address.host());
    factory.setPort(address.port());
    factory.setUsername(address.user());
    factory.setPassword(address.password());
    factory.setVirtualHost(address.virtualHost());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(CONNECT_MILLIS);
    factory.setHandshakeTimeout(ANSWER_MILLIS);
    factory.setChannelRpcTimeout(answerMillis);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    factory.setMaxInboundMessageBodySize(MOST_BYTES);
    factory.setThreadFactory(
        task -> {
          Thread thread = new Thread(task, "nightjar-queue " + address);
          thread.setDaemon(true);
          return thread;
        });
    if (address.isTls()) {
      try {
        factory.useSslProtocol(javax.net.ssl.SSLContext.getDefault());
      } catch (GeneralSecurityException e) {
        throw new QueueUnavailableException(address + ": this JVM has no TLS", e);
      }
      factory.enableHostnameVerification();
    }
  }

  AmqpFaults faults() {
    return faults;
  }

  /** Runs a call; {@code patience} is how long the broker may be away. */
  <R> R call(Duration patience, Call<R> call) throws InterruptedException {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      checkOpen();
      Exception fault;
      try {
        return run(call);
      } catch (IOException | TimeoutException | ShutdownSignalException e) {
        fault = e;
      }
      checkOpen();
      QueueException refusal = faults.refusal(fault);
      if (refusal != null) {
        throw refusal;
      }
      long waited = System.nanoTime() - start;
      if (waited >= patience.toNanos()) {
        throw faults.down(
            fault,
            patience.isZero() ? "" : " for " + TimeUnit.NANOSECONDS.toMillis(waited) + " ms",
            blocked);
      }
      if (awaitClosed(pause)) {
        throw closedNow();
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private <R> R run(Call<R> call) throws IOException, TimeoutException {
    Connection current = connection();
    try {
      return call.run(current);
    } catch (ChannelContinuationTimeoutException e) {
      abandon(current);
      throw e;
    }
  }

  /** The same in a thread that is not to throw when it is interrupted. */
  <R> R callQuietly(Duration patience, Call<R> call) {
    boolean interrupted = Thread.interrupted();
    try {
      return call(patience, call);
    } catch (InterruptedException e) {
      interrupted = true;
      throw new QueueUnavailableException(
          address + ": interrupted while RabbitMQ at " + address.server() + " was away", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Connection connection() throws IOException, TimeoutException {
    lock.lock();
    try {
      Connection current = connection;
      if (current == null || !current.isOpen()) {
        current = factory.newConnection("nightjar-queue " + address.name());
        connection = current;
        blocked = null;
        current.addBlockedListener(reason -> blocked = reason, () -> blocked = null);
        if (closed.getCount() == 0) {
          current.abort(CLOSE_MILLIS);
        }
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends a connection on which an answer is late: the next one who asks would take it for his, and
   * a message that it brings would be nobody's. The broker has all back that was taken there.
   */
  static void abandon(Connection connection) {
    connection.abort(ABANDON_MILLIS);
  }

  /** A channel of this connection, or an {@link IOException}: there are 2,047. */
  static Channel channel(Connection connection) throws IOException {
    Channel channel = connection.createChannel();
    if (channel == null) {
      throw new IOException("the connection has no channel left");
    }
    return channel;
  }

  /** Closes a channel, in whatever state it is. */
  static void drop(@Nullable Channel channel) {
    if (channel != null && channel.isOpen()) {
      try {
        channel.abort();
      } catch (IOException e) {
        // It is broken already.
      }
    }
  }

  void checkOpen() {
    if (closed.getCount() == 0) {
      throw closedNow();
    }
  }

  private QueueException closedNow() {
    return new QueueClosedException("this handle on " + address + " is closed");
  }

  /** Waits so long, or until this is closed; true if it is. */
  boolean awaitClosed(long millis) throws InterruptedException {
    return closed.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Waits so long for something that a broker that is there does soon; false if it did not. */
  static boolean awaitQuietly(CountDownLatch latch, long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return latch.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The same as {@link #awaitClosed}; an interrupt does not end it, and is seen later. */
  boolean awaitClosedQuietly(long millis) {
    return awaitQuietly(closed, millis);
  }

  @Override
  public void close() {
    closed.countDown();
    lock.lock();
    try {
      if (connection != null) {
        connection.abort(CLOSE_MILLIS);
      }
    } finally {
      lock.unlock();
    }
  }
}
