// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of this process to all others on the queue, and the thread that reads them. Each
 * pair has one: the newcomer connects to those that are there.
 */
final class Bells implements AutoCloseable {
  /** What the connections tell. Called by their thread. */
  interface Listener {
    /** Something of these {@linkplain Kind kinds} may be over. */
    void rung(int bits);

    /** A process has ended, or left the queue. */
    void gone(Member member);
  }

  private static final Logger LOG = System.getLogger(Bells.class.getName());
  private static final int LONGEST_PATH = 107; // bytes, as the kernel has it

  private final Path path;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final Map<Integer, Bell> bySlot = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  private Bells(
      Path path, Selector selector, ServerSocketChannel server, String name, Listener listener) {
    this.path = path;
    this.selector = selector;
    this.server = server;
    thread = new Thread(() -> run(listener), "nightjar-queue-bells-" + name);
    thread.setDaemon(true);
  }

  /** Listens beside the file, or in the folder for temporary files if that path is too long. */
  static Bells open(Path file, Listener listener) throws IOException {
    String name = "-" + UUID.randomUUID().toString().substring(0, 8) + ".bell";
    Path path = file.resolveSibling(file.getFileName() + name);
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      path = Path.of(System.getProperty("java.io.tmpdir"), "nightjar" + name).toAbsolutePath();
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path), Board.SLOTS);
      server.configureBlocking(false);
      Selector selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
      return new Bells(path, selector, server, String.valueOf(file.getFileName()), listener);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  String path() {
    return path.toString();
  }

  /** Connects to a member; false if it is gone. */
  boolean connect(Member to, Member self) {
    try {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(to.bell());
      SocketChannel channel = Uninterrupted.get(() -> SocketChannel.open(address));
      Bell bell = Bell.connected(channel, to, self);
      bySlot.put(to.slot(), bell);
      bell.register(selector);
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      if (!Files.exists(Path.of(to.bell()))) {
        return false;
      }
      LOG.log(Level.WARNING, "cannot reach {0}: {1}; it is not woken", to.bell(), e.toString());
      return true;
    }
  }

  /** Removes what a member left that is gone. */
  static void forget(Member member) {
    try {
      if (!member.bell().isEmpty()) {
        Files.deleteIfExists(Path.of(member.bell()));
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "cannot remove " + member.bell(), e);
    }
  }

  void start() {
    thread.start();
  }

  /** Wakes those processes that wait for one of these {@linkplain Kind kinds}. */
  void ring(Board board, int self, int bits) {
    int used = board.used();
    for (int slot = 0; slot < used; slot++) {
      // Without a connection it is new here; it is rung when it has one.
      Bell bell = slot == self ? null : bySlot.get(slot);
      int wanted = bell == null ? 0 : board.clear(slot, bits);
      if (bell != null && wanted != 0) {
        bell.ring(wanted);
      }
    }
  }

  private void run(Listener listener) {
    while (!closed) {
      try {
        selector.select();
        for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
          selector.selectedKeys().remove(key);
          serve(key, listener);
        }
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.WARNING, "bells at " + path, e);
      }
    }
  }

  private void serve(SelectionKey key, Listener listener) throws IOException {
    if (!(key.attachment() instanceof Bell bell)) {
      SocketChannel channel = server.accept();
      if (channel != null) {
        Bell.accepted(channel).register(selector);
      }
      return;
    }
    boolean known = bell.member() != null;
    int bits = bell.read();
    Member member = bell.member();
    if (member != null && !known) {
      bySlot.put(member.slot(), bell);
      bell.ring(Kind.ALL); // what it waits for may have come before it could be rung
    }
    if (bits > 0) {
      listener.rung(bits);
    } else if (bits < 0) {
      bell.close();
      if (member != null) {
        bySlot.remove(member.slot(), bell);
        listener.gone(member);
      }
    }
  }

  /** Ends the connections, which the others see. */
  @Override
  public void close() {
    closed = true;
    try {
      server.close();
      for (SelectionKey key : selector.keys()) {
        if (key.attachment() instanceof Bell bell) {
          bell.close();
        }
      }
      selector.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "bells at " + path, e);
    }
  }
}
