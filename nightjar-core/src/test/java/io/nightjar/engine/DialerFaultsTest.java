// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Connection;
import io.nightjar.Options;
import io.nightjar.spi.StreamTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transport that throws what it should not. */
class DialerFaultsTest extends EngineTest {
  private final SocketCore push = (SocketCore) socket(PUSH);

  @BeforeEach
  void doNotRetry() {
    push.set(Options.RECONNECT_STOP, 1);
  }

  private abstract static class Dialer implements StreamTransport.Dialer {
    @Override
    public String endpoint() {
      return "faulty://";
    }

    @Override
    public SocketChannel open(SocketAddress address) throws IOException {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      return channel;
    }

    @Override
    public StreamTransport.Channel adopt(SocketChannel connected) throws IOException {
      return new StreamTransport.Channel(connected, "peer");
    }
  }

  private Connector dial(StreamTransport.Dialer dialer) {
    Connector connector = new Connector(push, context().loopFor(0), dialer, null);
    connector.start();
    return connector;
  }

  private EngineContext context() {
    return (EngineContext) context;
  }

  @Test
  void anExceptionOfResolveIsTheReasonOfTheFailure() {
    for (boolean blocking : new boolean[] {false, true}) {
      Connector connector =
          dial(
              new Dialer() {
                @Override
                public boolean mayBlock() {
                  return blocking;
                }

                @Override
                public List<SocketAddress> resolve() {
                  throw new IllegalStateException("as the test wants");
                }
              });
      until("it is given up", () -> connector.state() == Connection.State.FAILED);
      assertThat(connector.lastError()).contains("as the test wants");
      connector.finish(0);
    }
  }

  @Test
  void aChannelThatCannotBeAdoptedIsClosed() throws Exception {
    AtomicReference<SocketChannel> seen = new AtomicReference<>();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (Exception fault :
          new Exception[] {
            new IOException("as the test wants"), new IllegalStateException("as the test wants")
          }) {
        Connector connector =
            dial(
                new Dialer() {
                  @Override
                  public List<SocketAddress> resolve() {
                    return List.of(
                        new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
                  }

                  @Override
                  public StreamTransport.Channel adopt(SocketChannel connected) throws IOException {
                    seen.set(connected);
                    if (fault instanceof IOException io) {
                      throw io;
                    }
                    throw (RuntimeException) fault;
                  }
                });
        until("it is given up", () -> connector.state() == Connection.State.FAILED);
        assertThat(connector.lastError()).contains("as the test wants");
        assertThat(seen.get().isOpen()).isFalse();
        connector.finish(0);
        server.accept().close();
      }
    }
  }

  @Test
  void anAcceptedChannelThatCannotBeAdoptedIsClosed() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.configureBlocking(false);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      StreamTransport.Listener listener =
          new StreamTransport.Listener() {
            @Override
            public ServerSocketChannel channel() {
              return server;
            }

            @Override
            public String endpoint() {
              return "faulty://";
            }

            @Override
            public StreamTransport.Channel adopt(SocketChannel accepted) {
              throw new IllegalStateException("as the test wants");
            }

            @Override
            public void close() {}
          };
      Acceptor acceptor = new Acceptor(push, context().loopFor(0), listener);
      acceptor.start();
      for (int i = 0; i < 2; i++) {
        try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
          assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
      }
      acceptor.close();
    }
  }

  @Test
  void aFaultIsTriedAgainAfterTheReconnectInterval() {
    push.set(Options.RECONNECT_STOP, 0);
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(1));
    AtomicReference<Integer> calls = new AtomicReference<>(0);
    Connector connector =
        dial(
            new Dialer() {
              @Override
              public List<SocketAddress> resolve() {
                calls.updateAndGet(count -> count + 1);
                throw new IllegalStateException("as the test wants");
              }
            });
    until("it is tried again", () -> calls.get() >= 2);
    connector.finish(0);
  }
}
