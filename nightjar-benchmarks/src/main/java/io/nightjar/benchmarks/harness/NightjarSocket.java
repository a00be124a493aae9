// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import io.nightjar.Message;
import io.nightjar.PubSocket;
import io.nightjar.Receiver;
import io.nightjar.Sender;
import io.nightjar.Socket;
import io.nightjar.SubSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** A socket of Nightjar at work. */
final class NightjarSocket implements PeerSocket {
  private final Socket socket;
  private final Settings.Api api;

  NightjarSocket(Socket socket, Settings.Api api) {
    this.socket = socket;
    this.api = api;
  }

  Socket socket() {
    return socket;
  }

  private Sender sender() {
    return (Sender) socket;
  }

  private Receiver receiver() {
    return (Receiver) socket;
  }

  @Override
  public String bind(String endpoint) {
    return socket.bind(endpoint).address();
  }

  @Override
  public void connect(String endpoint) {
    socket.connect(endpoint);
  }

  @Override
  public void subscribe() {
    ((SubSocket) socket).subscribe("");
  }

  @Override
  public void awaitSubscribers(int count) throws InterruptedException {
    ((PubSocket) socket).awaitSubscribers(count, Duration.ofSeconds(10));
  }

  @Override
  public void send(byte[] message) throws InterruptedException {
    sender().send(message);
  }

  @Override
  public byte[] receive() throws InterruptedException {
    return receiver().receiveBytes();
  }

  @Override
  public Step sending(Body body) {
    Sender out = sender();
    byte[] bytes = body.bytes();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Message message = Message.wrap(bytes);
    return switch (api) {
      case BUFFER -> () -> out.send(buffer.clear());
      case BYTES -> () -> out.send(bytes);
      case MESSAGE -> () -> out.send(message);
    };
  }

  @Override
  public Step sendingFrames(Body each, int frames) {
    Sender out = sender();
    byte[][] parts = new byte[frames][];
    Arrays.fill(parts, each.bytes());
    // As in a program, which has another message each time.
    return () -> out.send(Message.wrap(parts));
  }

  @Override
  public Step receiving(Body body) {
    Receiver in = receiver();
    ByteBuffer buffer = ByteBuffer.allocate(body.size());
    return switch (api) {
      case BUFFER ->
          () -> {
            int length = in.receive(buffer.clear());
            body.check(length, buffer.get(0), buffer.get(length - 1));
          };
      case BYTES -> () -> body.check(in.receiveBytes());
      case MESSAGE -> () -> check(in.receive(), body, 1);
    };
  }

  @Override
  public Step receivingFrames(Body each, int frames) {
    Receiver in = receiver();
    return () -> check(in.receive(), each, frames);
  }

  private static void check(Message message, Body each, int frames) {
    if (message.size() != frames) {
      throw new IllegalStateException("a wrong number of frames");
    }
    for (int i = 0; i < frames; i++) {
      int length = message.length(i);
      each.check(length, message.byteAt(i, 0), message.byteAt(i, length - 1));
    }
  }

  @Override
  public Step echoing(Body body) {
    Sender out = sender();
    Receiver in = receiver();
    ByteBuffer buffer = ByteBuffer.allocate(body.size());
    return switch (api) {
      case BUFFER ->
          () -> {
            in.receive(buffer.clear());
            out.send(buffer.flip());
          };
      case BYTES -> () -> out.send(in.receiveBytes());
      case MESSAGE -> echoingFrames();
    };
  }

  @Override
  public Step echoingFrames() {
    Sender out = sender();
    Receiver in = receiver();
    return () -> out.send(in.receive());
  }
}
