// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.SocketType;
import io.nightjar.TimeoutException;
import io.nightjar.spi.Pattern;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The methods by which messages are sent and received, for the types of sockets to show those of
 * them that they have.
 */
abstract class MessageSocket extends SocketCore {
  MessageSocket(
      EngineContext context, SocketType<?> type, Function<Pattern.Host, ? extends Pattern> maker) {
    super(context, type, maker);
  }

  // ---- sending ----

  public void send(Message message) throws InterruptedException {
    sending().send(message);
  }

  public void send(byte[] body) throws InterruptedException {
    sending().send(body);
  }

  public void send(ByteBuffer body) throws InterruptedException {
    sending().send(body);
  }

  public boolean trySend(Message message) {
    return sending().offer(message);
  }

  public boolean trySend(byte[] body) {
    return sending().offer(body);
  }

  public boolean trySend(ByteBuffer body) {
    return sending().offer(body);
  }

  public boolean trySend(Message message, Duration timeout) throws InterruptedException {
    return sending().send(message, Clock.nanos(timeout));
  }

  public CompletableFuture<Void> sendAsync(Message message) {
    return sending().sendAsync(message);
  }

  public void flush() {
    checkOpen();
    flushAll();
  }

  // ---- receiving ----

  public Message receive() throws InterruptedException {
    Message message = receiving().pollMessage();
    return message != null ? message : inTime(awaitMessage(limit()));
  }

  @Nullable Message awaitMessage(long nanos) throws InterruptedException {
    return receiving().awaitMessage(nanos);
  }

  private long limit() {
    return Clock.nanos(option(Options.RCVTIMEO));
  }

  private <T> T inTime(@Nullable T result) {
    if (result == null) {
      throw late();
    }
    return result;
  }

  private TimeoutException late() {
    return new TimeoutException(
        "a "
            + type()
            + " socket received nothing within RCVTIMEO, "
            + option(Options.RCVTIMEO).toMillis()
            + " ms"
            + troubles());
  }

  public @Nullable Message tryReceive() {
    return receiving().pollMessage();
  }

  public @Nullable Message tryReceive(Duration timeout) throws InterruptedException {
    return awaitMessage(Clock.nanos(timeout));
  }

  public byte[] receiveBytes() throws InterruptedException {
    byte[] bytes = receiving().pollBytes();
    return bytes != null ? bytes : inTime(receiving().awaitBytes(limit()));
  }

  public int receive(ByteBuffer buffer) throws InterruptedException {
    int length = receiving().pollInto(buffer);
    if (length < 0) {
      length = receiving().awaitInto(buffer, limit());
      if (length < 0) {
        throw late();
      }
    }
    return length;
  }

  public int tryReceive(ByteBuffer buffer) {
    return receiving().pollInto(buffer);
  }

  public int drainTo(Collection<? super Message> target, int max) {
    return receiving().drainTo(target, max);
  }

  public CompletableFuture<Message> receiveAsync() {
    return receiving().receiveAsync();
  }

  public Flow.Publisher<Message> publisher() {
    return new MessageFlow(this);
  }

  public Iterator<Message> iterator() {
    return new MessageIterator(this);
  }
}
