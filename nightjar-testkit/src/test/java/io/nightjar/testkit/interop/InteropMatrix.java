// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

import io.nightjar.Context;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pair of socket types that may talk, over every transport, with either side bound. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InteropMatrix {
  /** A case of the matrix. */
  record Case(String transport, String ours, String theirs, boolean weBind) {
    @Override
    public String toString() {
      return transport
          + ": "
          + (weBind ? "bound " + ours + " with " + theirs : ours + " with bound " + theirs);
    }
  }

  private final List<String> transports;
  private Peer peer;
  private int paths;
  @TempDir private Path folder;

  InteropMatrix(String... transports) {
    this.transports = List.of(transports);
  }

  abstract Peer startPeer() throws Exception;

  @BeforeAll
  void start() throws Exception {
    peer = startPeer();
  }

  @AfterAll
  void stop() {
    if (peer != null) {
      peer.close();
    }
  }

  List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String transport : transports) {
      for (String ours : new TreeSet<>(Conversation.ALLOWED.keySet())) {
        for (String theirs : new TreeSet<>(Conversation.ALLOWED.get(ours))) {
          cases.add(new Case(transport, ours, theirs, true));
          cases.add(new Case(transport, ours, theirs, false));
        }
      }
    }
    return cases;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void exchangesMessages(Case it) throws Exception {
    try (Context context = Context.create();
        End ours = new NightjarEnd(context, it.ours());
        End theirs = peer.open(it.theirs())) {
      nameRouted(ours, theirs);
      if (it.weBind()) {
        theirs.connect(ours.bind(endpoint(it.transport())));
      } else {
        ours.connect(theirs.bind(endpoint(it.transport())));
      }
      Conversation.hold(ours, theirs);
    } catch (AssertionError e) {
      throw new AssertionError(it + ": " + e.getMessage(), e);
    }
  }

  /** Gives names to what a ROUTER talks to: "client" to the end that speaks first. */
  private static void nameRouted(End ours, End theirs) throws Exception {
    if (ours.type().equals("ROUTER") && theirs.type().equals("ROUTER")) {
      ours.identity("client");
      theirs.identity("server");
    } else if (theirs.type().equals("ROUTER")) {
      ours.identity("client");
    } else if (ours.type().equals("ROUTER")) {
      theirs.identity("client");
    }
  }

  private String endpoint(String transport) {
    return transport.equals("tcp")
        ? "tcp://127.0.0.1:*"
        : "ipc://" + folder.resolve("socket" + paths++);
  }
}
