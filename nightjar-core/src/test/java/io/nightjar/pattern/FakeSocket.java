// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.Message;
import io.nightjar.Option;
import io.nightjar.SocketType;
import io.nightjar.pipe.ChunkPool;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.MemoryBudget;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a pattern needs of a socket, where nothing moves by itself. */
record FakeSocket(SocketType<?> type) implements Pattern.Host {
  /** A pipe to a peer that is there. */
  static Pipe pipe(String routingId) {
    Pipe pipe = new Pipe(1, new Silent(), queue(), queue(), false);
    pipe.connected(Map.of(), Message.of(routingId).bytes());
    return pipe;
  }

  private static FrameQueue queue() {
    return new FrameQueue(new ChunkPool(), MemoryBudget.unlimited(), 100, 1000);
  }

  /** Takes all messages out, with bars between their frames. */
  static List<String> take(FrameQueue queue) {
    FrameReader reader = new FrameReader(queue);
    List<String> messages = new ArrayList<>();
    while (reader.next()) {
      List<String> frames = new ArrayList<>();
      do {
        frames.add(Message.wrap(reader.toArray()).text());
      } while (reader.nextFrame());
      messages.add(String.join("|", frames));
      reader.finish();
    }
    return messages;
  }

  /** A message of the peer arrives. */
  static void arrive(Pattern pattern, Pipe pipe, Message message) {
    message.putFrames(0, pipe.in()::putShared);
    pipe.in().commit();
    pipe.signalReadable();
    pattern.readable(pipe);
  }

  @Override
  public <T> T option(Option<T> option) {
    return option.initial();
  }

  @Override
  public void countUnroutable() {}

  @Override
  public void countReceived() {}

  @Override
  public void countFiltered() {}

  @Override
  public void wakeReceivers() {}

  @Override
  public void wakeSenders() {}

  private static final class Silent implements Pipe.Owner {
    @Override
    public void readable(Pipe pipe) {}

    @Override
    public void writable(Pipe pipe) {}

    @Override
    public void stalled(Pipe pipe) {}
  }
}
