// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.ipc;

import io.nightjar.InvalidEndpointException;
import io.nightjar.PathTooLongException;
import io.nightjar.spi.OptionValues;
import io.nightjar.spi.StreamTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The ipc transport: Unix domain sockets, byte-compatible with libzmq's. */
public final class IpcTransport implements StreamTransport {
  // sun_path holds 108 bytes, the last of which is the end mark.
  private static final int MAX_PATH = 107;

  /** For the service loader. */
  public IpcTransport() {}

  @Override
  public String scheme() {
    return "ipc";
  }

  @Override
  public Listener listen(String address, OptionValues options) {
    return address.equals("*")
        ? IpcListener.openAnywhere(options)
        : IpcListener.open(check(address), options);
  }

  @Override
  public Dialer dialer(String address, OptionValues options) {
    if (address.equals("*")) {
      throw new InvalidEndpointException(
          "cannot connect to ipc://*: name a path, the wildcard is for bind");
    }
    return new IpcDialer(check(address));
  }

  private static String check(String path) {
    if (path.isEmpty() || path.indexOf('\0') >= 0) {
      throw new InvalidEndpointException(
          "malformed endpoint ipc://" + path + ": write ipc:// and a path");
    }
    if (path.startsWith("@")) {
      throw new InvalidEndpointException(
          "cannot use ipc://"
              + path
              + ": Java has no access to the abstract socket namespace; use a path");
    }
    int length = path.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_PATH) {
      throw new PathTooLongException(
          "the path of ipc://" + path + " has " + length + " bytes: use at most " + MAX_PATH);
    }
    return path;
  }

  private record IpcDialer(String path) implements Dialer {
    @Override
    public String endpoint() {
      return "ipc://" + path;
    }

    @Override
    public List<SocketAddress> resolve() {
      return List.of(UnixDomainSocketAddress.of(path));
    }

    @Override
    public SocketChannel open(SocketAddress address) throws IOException {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.configureBlocking(false);
      return channel;
    }

    @Override
    public Channel adopt(SocketChannel connected) {
      return new Channel(connected, path);
    }
  }
}
