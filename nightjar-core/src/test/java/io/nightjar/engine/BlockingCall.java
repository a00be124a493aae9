// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Message;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A call that waits on a fresh socket without peers. */
record BlockingCall(String name, SocketType<?> type, Task task) {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Message MESSAGE = Message.of("message");

  /** The call. */
  interface Task {
    Object run(Socket socket) throws Exception;
  }

  private interface TaskOf<S extends Socket> {
    Object run(S socket) throws Exception;
  }

  private static <S extends Socket> BlockingCall of(String name, SocketType<S> type, TaskOf<S> t) {
    return new BlockingCall(name, type, s -> t.run(type.socketInterface().cast(s)));
  }

  static List<BlockingCall> all() {
    return List.of(
        of("receive", SocketType.PULL, PullSocket::receive),
        of("receive in time", SocketType.PULL, s -> s.tryReceive(LONG)),
        of("receive bytes", SocketType.PULL, PullSocket::receiveBytes),
        of("receive text", SocketType.PULL, PullSocket::receiveString),
        of("receive into a buffer", SocketType.PULL, s -> s.receive(ByteBuffer.allocate(100))),
        of("send", SocketType.PUSH, s -> sent(() -> s.send(MESSAGE))),
        of("send bytes", SocketType.PUSH, s -> sent(() -> s.send(new byte[3]))),
        of("send a buffer", SocketType.PUSH, s -> sent(() -> s.send(ByteBuffer.allocate(3)))),
        of("send in time", SocketType.PUSH, s -> s.trySend(MESSAGE, LONG)),
        of("request", SocketType.REQ, s -> request(s, LONG)),
        of("request for ever", SocketType.REQ, s -> request(s, Duration.ofMillis(-1))),
        of("accept", SocketType.REP, RepSocket::accept),
        of("accept in time", SocketType.REP, s -> s.tryAccept(LONG)),
        of("wait for peers", SocketType.PULL, s -> s.awaitPeers(1, LONG)),
        of("wait for subscribers", SocketType.PUB, BlockingCall::awaitSubscriber));
  }

  private static Object request(ReqSocket socket, Duration timeout) throws InterruptedException {
    return socket.request(MESSAGE, timeout);
  }

  private static Object awaitSubscriber(PubSocket socket) throws InterruptedException {
    return socket.awaitSubscribers("topic", 1, LONG);
  }

  private interface Sending {
    void send() throws InterruptedException;
  }

  private static String sent(Sending sending) throws InterruptedException {
    sending.send();
    return "sent";
  }

  @Override
  public String toString() {
    return name;
  }
}
