// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.ipc;

import io.nightjar.AddressInUseException;
import io.nightjar.EndpointFailedException;
import io.nightjar.Options;
import io.nightjar.spi.OptionValues;
import io.nightjar.spi.StreamTransport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A path that accepts connections. A socket file that nobody listens on any more, left by a process
 * that died, is replaced; one that is in use, or that is no socket, is left alone.
 */
final class IpcListener implements StreamTransport.Listener {
  private static final System.Logger LOG = System.getLogger("io.nightjar");

  // What the mode of a file says of its type (stat(2)).
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET_TYPE = 0140000;

  private final ServerSocketChannel channel;
  private final Path path;
  private final @Nullable Path folder;

  private IpcListener(ServerSocketChannel channel, Path path, @Nullable Path folder) {
    this.channel = channel;
    this.path = path;
    this.folder = folder;
  }

  static IpcListener openAnywhere(OptionValues options) {
    try {
      Path folder = Files.createTempDirectory("nightjar");
      return open(folder.resolve("socket"), folder, options);
    } catch (IOException e) {
      throw new EndpointFailedException("cannot bind ipc://*: " + e, e);
    }
  }

  static IpcListener open(String path, OptionValues options) {
    return open(Path.of(path), null, options);
  }

  private static IpcListener open(Path path, @Nullable Path folder, OptionValues options) {
    removeStale(path);
    try {
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.configureBlocking(false);
        channel.bind(
            UnixDomainSocketAddress.of(path), Math.max(1, options.option(Options.BACKLOG)));
        return new IpcListener(channel, path, folder);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new EndpointFailedException(
          "cannot bind ipc://"
              + path
              + ": "
              + e.getMessage()
              + "; the folder must exist and be writable",
          e);
    }
  }

  private static void removeStale(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      if (!isSocket(path)) {
        throw new AddressInUseException(
            "cannot bind ipc://"
                + path
                + ": there is a file of this name that is no socket; remove it, or use another"
                + " path");
      }
      if (isAlive(path)) {
        throw new AddressInUseException(
            "cannot bind ipc://"
                + path
                + ": address in use by another socket or process; end it, or use another path");
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new EndpointFailedException(
          "cannot bind ipc://"
              + path
              + ": there is a socket file of this name, and it cannot be tried or removed ("
              + e.getMessage()
              + "); remove it, or use another path",
          e);
    }
  }

  /** Whether the path itself, not what it links to, is a socket. */
  private static boolean isSocket(Path path) throws IOException {
    try {
      Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode instanceof Integer bits && (bits & FILE_TYPE) == SOCKET_TYPE;
    } catch (UnsupportedOperationException e) {
      // No Unix: then a FIFO cannot be told from a socket, but there is none.
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther();
    }
  }

  /**
   * Whether anybody may be there: only a connect that is refused says that nobody listens. Whatever
   * else fails comes of a live one: its queue is full, it is no stream socket, it may not be asked.
   * Does not wait.
   */
  private static boolean isAlive(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public ServerSocketChannel channel() {
    return channel;
  }

  @Override
  public String endpoint() {
    return "ipc://" + path;
  }

  @Override
  public StreamTransport.Channel adopt(SocketChannel accepted) throws IOException {
    accepted.configureBlocking(false);
    return new StreamTransport.Channel(accepted, path.toString());
  }

  @Override
  public void close() {
    try {
      // First the name, so that nobody finds a name without a listener.
      Files.deleteIfExists(path);
      channel.close();
      if (folder != null) {
        Files.deleteIfExists(folder);
      }
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.DEBUG, "the socket file was gone already", e);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "removing " + path + " failed", e);
    }
  }
}
