// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.ClosedException;
import io.nightjar.Message;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Messages until the socket is closed or the thread is interrupted. */
final class MessageIterator implements Iterator<Message> {
  private final MessageSocket socket;
  private @Nullable Message next;

  MessageIterator(MessageSocket socket) {
    this.socket = socket;
  }

  @Override
  public boolean hasNext() {
    if (next != null) {
      return true;
    }
    try {
      next = socket.receive();
      return true;
    } catch (ClosedException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public Message next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the socket was closed or the thread interrupted");
    }
    Message message = next;
    next = null;
    if (message == null) {
      throw new NoSuchElementException();
    }
    return message;
  }
}
