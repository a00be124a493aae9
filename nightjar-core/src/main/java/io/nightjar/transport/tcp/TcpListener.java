// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.tcp;

import io.nightjar.AddressInUseException;
import io.nightjar.AddressNotAvailableException;
import io.nightjar.EndpointFailedException;
import io.nightjar.InterfaceNotFoundException;
import io.nightjar.Options;
import io.nightjar.spi.OptionValues;
import io.nightjar.spi.StreamTransport;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.Locale;

/** A TCP address that accepts connections. */
final class TcpListener implements StreamTransport.Listener {
  private final ServerSocketChannel channel;
  private final OptionValues options;
  private final String endpoint;

  private TcpListener(ServerSocketChannel channel, OptionValues options) throws IOException {
    this.channel = channel;
    this.options = options;
    this.endpoint = "tcp://" + TcpAddress.show((InetSocketAddress) channel.getLocalAddress());
  }

  static TcpListener open(TcpAddress address, String text, OptionValues options) {
    String endpoint = "tcp://" + text;
    boolean ipv6 = options.option(Options.IPV6);
    InetAddress local = localAddress(endpoint, address, ipv6);
    ProtocolFamily family =
        local instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    try {
      ServerSocketChannel channel = ServerSocketChannel.open(family);
      try {
        channel.configureBlocking(false);
        TcpOptions.beforeOpen(channel, options);
        channel.bind(
            new InetSocketAddress(local, address.port()),
            Math.max(1, options.option(Options.BACKLOG)));
        return new TcpListener(channel, options);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (BindException e) {
      throw explain(endpoint, local, e);
    } catch (IOException e) {
      throw new EndpointFailedException("cannot bind " + endpoint + ": " + e.getMessage(), e);
    }
  }

  private static RuntimeException explain(String endpoint, InetAddress local, BindException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (reason.contains("in use")) {
      return new AddressInUseException(
          "cannot bind "
              + endpoint
              + ": address in use by another socket or process; end it, or bind port 0 for a free"
              + " one",
          e);
    } else if (reason.contains("permission")) {
      return new EndpointFailedException(
          "cannot bind " + endpoint + ": permission denied; ports below 1024 are privileged", e);
    } else if (isOurs(local)) {
      // The text of the system is in another language, perhaps.
      return new EndpointFailedException("cannot bind " + endpoint + ": " + e.getMessage(), e);
    }
    return new AddressNotAvailableException(
        "cannot bind "
            + endpoint
            + ": this machine does not have the address; bind * for every interface",
        e);
  }

  private static boolean isOurs(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static InetAddress localAddress(String endpoint, TcpAddress address, boolean ipv6) {
    try {
      if (address.isAnyHost()) {
        return InetAddress.getByName(ipv6 ? "::" : "0.0.0.0");
      }
      String host = address.host();
      // Only these: a bind must not ask a name server.
      if (address.isLiteral()) {
        return InetAddress.getByName(host);
      }
      NetworkInterface named = NetworkInterface.getByName(host);
      if (named != null) {
        return addressOf(endpoint, named, ipv6);
      }
      if (host.equalsIgnoreCase("localhost")) {
        return InetAddress.getByName(ipv6 ? "::1" : "127.0.0.1");
      }
    } catch (UnknownHostException e) {
      throw new InterfaceNotFoundException(
          "cannot bind " + endpoint + ": " + address.host() + " is not an address", e);
    } catch (IOException e) {
      throw new EndpointFailedException(
          "cannot bind " + endpoint + ": the network interfaces cannot be read: " + e.getMessage(),
          e);
    }
    throw new InterfaceNotFoundException(
        "cannot bind "
            + endpoint
            + ": there is no network interface "
            + address.host()
            + "; bind takes an interface, an IP address or *");
  }

  private static InetAddress addressOf(String endpoint, NetworkInterface named, boolean ipv6) {
    InetAddress other = null;
    for (InetAddress candidate : Collections.list(named.getInetAddresses())) {
      if (candidate instanceof Inet4Address) {
        return candidate;
      }
      other = candidate;
    }
    if (other == null || !ipv6) {
      throw new InterfaceNotFoundException(
          "cannot bind "
              + endpoint
              + ": the interface has no "
              + (ipv6 ? "address" : "IPv4 address; set IPV6 to use its IPv6 address"));
    }
    return other;
  }

  @Override
  public ServerSocketChannel channel() {
    return channel;
  }

  @Override
  public String endpoint() {
    return endpoint;
  }

  @Override
  public StreamTransport.Channel adopt(SocketChannel accepted) throws IOException {
    accepted.configureBlocking(false);
    TcpOptions.onConnection(accepted, options);
    return new StreamTransport.Channel(
        accepted, TcpAddress.show((InetSocketAddress) accepted.getRemoteAddress()));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EndpointFailedException(
          "closing " + endpoint + " failed: " + e.getMessage() + "; it accepts no more", e);
    }
  }
}
