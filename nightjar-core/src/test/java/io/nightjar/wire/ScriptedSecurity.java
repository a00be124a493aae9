// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A mechanism with two round trips, in which the server waits for an authenticator:
 *
 * <pre>
 * client                server
 * HELLO          ->
 *                <-     WELCOME (after resume) or ERROR
 * INITIATE+meta  ->
 *                <-     READY+meta
 * </pre>
 */
final class ScriptedSecurity implements SecurityHandshake {
  private final boolean server;
  private @Nullable Metadata own;
  private @Nullable Metadata peer;
  private boolean paused;
  private boolean complete;
  private int denial;
  private int received;

  ScriptedSecurity(boolean server) {
    this.server = server;
  }

  /** Makes {@link #resume} deny the peer. */
  void deny(int status) {
    denial = status;
  }

  @Override
  public String mechanism() {
    return "SCRIPT";
  }

  @Override
  public boolean asServer() {
    return server;
  }

  @Override
  public void start(Metadata metadata, CommandSink out) {
    own = metadata;
    if (!server) {
      out.send("HELLO", new byte[300]);
    }
  }

  @Override
  public void receive(ByteBuffer body, CommandSink out) throws ProtocolException {
    received++;
    ByteBuffer data = body.duplicate().position(Commands.dataIndex(body, 0));
    switch (Commands.kindAt(body, 0, body.limit())) {
      case HELLO -> paused = true;
      case WELCOME -> out.send("INITIATE", own.encode());
      case INITIATE -> {
        peer = Metadata.decode(data);
        out.send("READY", own.encode());
        complete = true;
      }
      case READY -> {
        peer = Metadata.decode(data);
        complete = true;
      }
      default ->
          throw new ProtocolException(
              ProtocolError.ZMTP_UNEXPECTED_COMMAND, Commands.name(body, 0));
    }
  }

  @Override
  public void resume(CommandSink out) throws ProtocolException {
    paused = false;
    if (denial != 0) {
      out.send("ERROR", Commands.errorData(Integer.toString(denial)));
      throw new PeerDeniedException(denial, "no such user");
    }
    out.send("WELCOME", new byte[0]);
  }

  int received() {
    return received;
  }

  @Override
  public boolean isPaused() {
    return paused;
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public @Nullable Metadata peerMetadata() {
    return peer;
  }
}
