// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.ipc;

import io.nightjar.AddressInUseException;
import io.nightjar.EndpointFailedException;
import io.nightjar.Options;
import io.nightjar.spi.OptionValues;
import io.nightjar.spi.StreamTransport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A path that accepts connections. A socket file that nobody listens on any more, left by a process
 * that died, is replaced; one that is in use, or that is no socket, is left alone.
 */
final class IpcListener implements StreamTransport.Listener {
  private static final System.Logger LOG = System.getLogger("io.nightjar");

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
    if (Files.isRegularFile(path) || Files.isDirectory(path)) {
      throw new AddressInUseException(
          "cannot bind ipc://" + path + ": there is a file of this name that is no socket");
    }
    if (isAlive(path)) {
      throw new AddressInUseException(
          "cannot bind ipc://"
              + path
              + ": address in use by another socket or process; end it, or use another path");
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new EndpointFailedException(
          "cannot bind ipc://" + path + ": the file of a dead socket cannot be removed", e);
    }
  }

  private static boolean isAlive(Path path) {
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      return true;
    } catch (IOException e) {
      return false;
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
