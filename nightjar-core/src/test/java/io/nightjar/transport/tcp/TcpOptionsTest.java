// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.spi.OptionValues;
import io.nightjar.spi.StreamTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket's options do to the channels of both sides. */
class TcpOptionsTest {
  private final Map<Option<?>, Object> values = new HashMap<>();
  private final OptionValues options =
      new OptionValues() {
        @Override
        public <T> T option(Option<T> option) {
          return option.type().cast(values.getOrDefault(option, option.initial()));
        }
      };

  private interface Look {
    void at(SocketChannel side) throws IOException;
  }

  /** Looks at the connecting and at the accepting channel. */
  private void onBothSides(Look look) throws IOException {
    TcpTransport transport = new TcpTransport();
    try (StreamTransport.Listener listener = transport.listen("127.0.0.1:*", options)) {
      String address = listener.endpoint().substring("tcp://".length());
      StreamTransport.Dialer dialer = transport.dialer(address, options);
      SocketAddress target = dialer.resolve().get(0);
      try (SocketChannel channel = dialer.open(target)) {
        channel.configureBlocking(true);
        channel.connect(target);
        look.at(dialer.adopt(channel).channel());
        listener.channel().configureBlocking(true);
        try (SocketChannel accepted = listener.channel().accept()) {
          look.at(listener.adopt(accepted).channel());
        }
      }
    }
  }

  private <T> void assertOption(SocketOption<T> option, T value) throws IOException {
    onBothSides(side -> assertThat(side.getOption(option)).as("%s", option).isEqualTo(value));
  }

  @Test
  void smallMessagesAreNotHeldBack() throws IOException {
    assertOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  @Test
  void tosIsThatOfThePackets() throws IOException {
    values.put(Options.TOS, 0x28);
    assertOption(StandardSocketOptions.IP_TOS, 0x28);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void keepaliveIsOnOrOffAsAsked(int on) throws IOException {
    values.put(Options.TCP_KEEPALIVE, on);
    assertOption(StandardSocketOptions.SO_KEEPALIVE, on == 1);
  }

  @Test
  void keepaliveIsTheSystemsUnlessAsked() throws IOException {
    try (SocketChannel fresh = SocketChannel.open()) {
      assertOption(
          StandardSocketOptions.SO_KEEPALIVE, fresh.getOption(StandardSocketOptions.SO_KEEPALIVE));
    }
  }

  @Test
  void keepaliveProbesAreTimedAsAsked() throws IOException {
    try (SocketChannel fresh = SocketChannel.open()) {
      assumeThat(fresh.supportedOptions()).contains(ExtendedSocketOptions.TCP_KEEPCOUNT);
    }
    values.put(Options.TCP_KEEPALIVE, 1);
    values.put(Options.TCP_KEEPALIVE_CNT, 7);
    values.put(Options.TCP_KEEPALIVE_IDLE, 77);
    values.put(Options.TCP_KEEPALIVE_INTVL, 17);
    assertOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 7);
    assertOption(ExtendedSocketOptions.TCP_KEEPIDLE, 77);
    assertOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 17);
  }

  @Test
  void buffersHaveAtLeastTheSizeAskedFor() throws IOException {
    // Smaller than any system's own choice, and doubled by Linux.
    values.put(Options.SNDBUF, 16 * 1024);
    values.put(Options.RCVBUF, 20 * 1024);
    onBothSides(
        side -> {
          assertThat(side.getOption(StandardSocketOptions.SO_SNDBUF))
              .isBetween(16 * 1024, 32 * 1024);
          assertThat(side.getOption(StandardSocketOptions.SO_RCVBUF))
              .isBetween(20 * 1024, 40 * 1024);
        });
  }

  @Test
  void connectionsComeFromTheSourceAddress() throws IOException {
    int first = connectFrom(0);
    assertThat(first).isPositive();
    // From the same port to another peer, right after the first connection was ended from here.
    assertThat(connectFrom(first)).isEqualTo(first);
  }

  /** Connects from a port of an address, and ends the connection; gives the port. */
  private int connectFrom(int port) throws IOException {
    TcpTransport transport = new TcpTransport();
    try (StreamTransport.Listener listener = transport.listen("127.0.0.1:*", options)) {
      String address = listener.endpoint().substring("tcp://".length());
      StreamTransport.Dialer dialer =
          transport.dialer("127.0.0.2:" + port + ";" + address, options);
      SocketAddress target = dialer.resolve().get(0);
      listener.channel().configureBlocking(true);
      try (SocketChannel channel = dialer.open(target)) {
        channel.configureBlocking(true);
        channel.connect(target);
        try (SocketChannel accepted = listener.channel().accept()) {
          channel.shutdownOutput();
          assertThat(accepted.read(ByteBuffer.allocate(1))).isEqualTo(-1);
          InetSocketAddress peer = (InetSocketAddress) accepted.getRemoteAddress();
          assertThat(peer.getAddress().getHostAddress()).isEqualTo("127.0.0.2");
          assertThat(listener.adopt(accepted).peerAddress())
              .isEqualTo("127.0.0.2:" + peer.getPort());
          return peer.getPort();
        }
      }
    }
  }
}
