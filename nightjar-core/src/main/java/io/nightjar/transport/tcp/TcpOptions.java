// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.tcp;

import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.spi.OptionValues;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** What a socket's options mean for a TCP channel. */
final class TcpOptions {
  private TcpOptions() {}

  /** To be set before a channel connects or listens. */
  static void beforeOpen(NetworkChannel channel, OptionValues options) throws IOException {
    setIfGiven(channel, StandardSocketOptions.SO_RCVBUF, options.option(Options.RCVBUF));
    if (channel instanceof SocketChannel) {
      setIfGiven(channel, StandardSocketOptions.SO_SNDBUF, options.option(Options.SNDBUF));
    }
  }

  /** To be set on each connection. */
  static void onConnection(SocketChannel channel, OptionValues options) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    setIfGiven(channel, StandardSocketOptions.SO_SNDBUF, options.option(Options.SNDBUF));
    int keepAlive = options.option(Options.TCP_KEEPALIVE);
    if (keepAlive >= 0) {
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, keepAlive == 1);
    }
    if (keepAlive == 1) {
      keep(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, options, Options.TCP_KEEPALIVE_CNT);
      keep(channel, ExtendedSocketOptions.TCP_KEEPIDLE, options, Options.TCP_KEEPALIVE_IDLE);
      keep(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, options, Options.TCP_KEEPALIVE_INTVL);
    }
    int tos = options.option(Options.TOS);
    if (tos != 0) {
      channel.setOption(StandardSocketOptions.IP_TOS, tos);
    }
  }

  private static void keep(
      SocketChannel channel,
      SocketOption<Integer> option,
      OptionValues options,
      Option<Integer> source)
      throws IOException {
    if (channel.supportedOptions().contains(option)) {
      setIfGiven(channel, option, options.option(source));
    }
  }

  private static void setIfGiven(NetworkChannel channel, SocketOption<Integer> option, int value)
      throws IOException {
    if (value > 0) {
      channel.setOption(option, value);
    }
  }
}
