// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.tcp;

import io.nightjar.Options;
import io.nightjar.spi.OptionValues;
import io.nightjar.spi.StreamTransport;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A TCP address to connect to. Names are resolved anew for each attempt. */
final class TcpDialer implements StreamTransport.Dialer {
  private final String endpoint;
  private final @Nullable TcpAddress source;
  private final TcpAddress target;
  private final OptionValues options;
  // The address of the source, if it names one. Written by resolve, read by open after it.
  private volatile @Nullable InetAddress local;

  TcpDialer(String endpoint, @Nullable TcpAddress source, TcpAddress target, OptionValues options) {
    this.endpoint = endpoint;
    this.source = source;
    this.target = target;
    this.options = options;
  }

  @Override
  public String endpoint() {
    return endpoint;
  }

  @Override
  public boolean mayBlock() {
    return !target.isLiteral() || (source != null && !source.isAnyHost() && !source.isLiteral());
  }

  @Override
  public List<SocketAddress> resolve() throws IOException {
    if (source != null && !source.isAnyHost()) {
      local = InetAddress.getByName(source.host());
    }
    boolean ipv6 = options.option(Options.IPV6);
    List<SocketAddress> found = new ArrayList<>();
    for (InetAddress address : InetAddress.getAllByName(target.host())) {
      if (address instanceof Inet4Address || ipv6) {
        found.add(new InetSocketAddress(address, target.port()));
      }
    }
    if (found.isEmpty()) {
      throw new UnknownHostException(
          target.host() + " has only IPv6 addresses: set IPV6 to use them");
    }
    return found;
  }

  @Override
  public SocketChannel open(SocketAddress address) throws IOException {
    boolean six = ((InetSocketAddress) address).getAddress() instanceof Inet6Address;
    SocketChannel channel =
        SocketChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    try {
      channel.configureBlocking(false);
      TcpOptions.beforeOpen(channel, options);
      if (source != null) {
        // So that the same port can be used again right after a connection from it has ended.
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        InetAddress from = local;
        channel.bind(
            new InetSocketAddress(
                from != null ? from : InetAddress.getByName(six ? "::" : "0.0.0.0"),
                source.port()));
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public StreamTransport.Channel adopt(SocketChannel connected) throws IOException {
    TcpOptions.onConnection(connected, options);
    return new StreamTransport.Channel(
        connected, TcpAddress.show((InetSocketAddress) connected.getRemoteAddress()));
  }
}
