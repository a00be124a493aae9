// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Option;
import io.nightjar.spi.OptionValues;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** Where names are resolved: not where channels are opened. */
class TcpDialerTest {
  private static final OptionValues INITIAL =
      new OptionValues() {
        @Override
        public <T> T option(Option<T> option) {
          return option.initial();
        }
      };

  private static TcpDialer dialer(String address) {
    return (TcpDialer) new TcpTransport().dialer(address, INITIAL);
  }

  @Test
  void asksForAThreadThatMayBlockWhereThereIsAName() {
    assertThat(dialer("127.0.0.1:5555").mayBlock()).isFalse();
    assertThat(dialer("[::1]:5555").mayBlock()).isFalse();
    assertThat(dialer("localhost:5555").mayBlock()).isTrue();
    assertThat(dialer("127.0.0.1:0;127.0.0.1:5555").mayBlock()).isFalse();
    assertThat(dialer("*:0;127.0.0.1:5555").mayBlock()).isFalse();
    assertThat(dialer("localhost:0;127.0.0.1:5555").mayBlock()).isTrue();
  }

  @Test
  void bindsToTheSourceThatResolveFound() throws Exception {
    TcpDialer dialer = dialer("localhost:0;127.0.0.1:5555");
    SocketAddress target = dialer.resolve().get(0);
    assertThat(target).isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5555));
    try (SocketChannel channel = dialer.open(target)) {
      InetSocketAddress source = (InetSocketAddress) channel.getLocalAddress();
      assertThat(source.getAddress().isLoopbackAddress()).isTrue();
    }
  }
}
