// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.nio.ByteBuffer;
import org.zeromq.ZMQ;
import zmq.Msg;

/** A socket of JeroMQ at work. */
final class JeromqSocket implements PeerSocket {
  private final ZMQ.Socket socket;
  private final Settings settings;

  JeromqSocket(ZMQ.Socket socket, Settings settings) {
    this.socket = socket;
    this.settings = settings;
  }

  ZMQ.Socket socket() {
    return socket;
  }

  @Override
  public String bind(String endpoint) {
    socket.bind(endpoint);
    return socket.getLastEndpoint();
  }

  @Override
  public void connect(String endpoint) {
    socket.connect(endpoint);
  }

  @Override
  public void subscribe() {
    socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
  }

  @Override
  public void awaitSubscribers(int count) throws InterruptedException {
    Cost.pause(settings.seconds("settle", 1));
  }

  @Override
  public void send(byte[] message) {
    socket.send(message, 0);
  }

  @Override
  public byte[] receive() {
    return socket.recv(0);
  }

  @Override
  public Step sending(Body body) {
    byte[] bytes = body.bytes();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return switch (settings.api()) {
      case BUFFER -> () -> socket.sendByteBuffer(buffer.clear(), 0);
      case BYTES -> () -> socket.send(bytes, 0);
      case MESSAGE -> () -> socket.sendMsg(new Msg(bytes));
    };
  }

  @Override
  public Step sendingFrames(Body each, int frames) {
    byte[] bytes = each.bytes();
    return () -> {
      for (int i = 1; i < frames; i++) {
        socket.send(bytes, ZMQ.SNDMORE);
      }
      socket.send(bytes, 0);
    };
  }

  @Override
  public Step receiving(Body body) {
    ByteBuffer buffer = ByteBuffer.allocate(body.size());
    return switch (settings.api()) {
      case BUFFER ->
          () -> {
            int length = socket.recvByteBuffer(buffer.clear(), 0);
            body.check(length, buffer.get(0), buffer.get(length - 1));
          };
      case BYTES -> () -> body.check(socket.recv(0));
      case MESSAGE ->
          () -> {
            Msg message = socket.recvMsg();
            body.check(message.size(), message.get(0), message.get(message.size() - 1));
          };
    };
  }

  @Override
  public Step receivingFrames(Body each, int frames) {
    return () -> {
      for (int i = 1; i <= frames; i++) {
        each.check(socket.recv(0));
        if (socket.hasReceiveMore() != (i < frames)) {
          throw new IllegalStateException("a wrong number of frames");
        }
      }
    };
  }

  @Override
  public Step echoing(Body body) {
    ByteBuffer buffer = ByteBuffer.allocate(body.size());
    return switch (settings.api()) {
      case BUFFER ->
          () -> {
            socket.recvByteBuffer(buffer.clear(), 0);
            socket.sendByteBuffer(buffer.flip(), 0);
          };
      case BYTES -> () -> socket.send(socket.recv(0), 0);
      case MESSAGE -> () -> socket.sendMsg(socket.recvMsg());
    };
  }

  @Override
  public Step echoingFrames() {
    return () -> {
      boolean more = true;
      while (more) {
        byte[] frame = socket.recv(0);
        more = socket.hasReceiveMore();
        socket.send(frame, more ? ZMQ.SNDMORE : 0);
      }
    };
  }
}
