// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of one connection over a byte stream: greeting, mechanism, metadata (RFC 37), and
 * the identities that older peers exchange instead (RFCs 15 and 13). Both sides use the same code.
 *
 * <p>Feed it with {@link #receive}, write what {@link #output} gives, until {@link #state} is no
 * longer {@link State#IN_PROGRESS}. It may have output after that too, also after a failure. For
 * one thread at a time.
 */
public final class Handshake {
  /** How far it is. */
  public enum State {
    /** More bytes of the peer, or {@link #resume}, are needed. */
    IN_PROGRESS,
    /** Traffic may begin, behind what is left of the output. */
    COMPLETE,
    /** The connection has to be closed, after what is left of the output. */
    FAILED
  }

  /*
   * The greeting goes out in stages (RFC 37, version negotiation), because an old peer reads its
   * first ten bytes as a frame header and misunderstands what comes next:
   *
   *   we send                      when
   *   signature                    at once
   *   3                            the peer's ten bytes are a signature, or at once if nobody
   *                                unversioned is welcome
   *   socket type, identity frame  the peer's major version is 0 or 1
   *   the other 53 bytes           it is anything else
   *   identity, without header     the peer's first bytes are not a signature
   */
  private enum Step {
    SIGNATURE,
    MAJOR,
    OLD_SOCKET_TYPE,
    IDENTITY,
    GREETING,
    COMMANDS,
    END
  }

  private final HandshakeConfig config;
  private final SecurityHandshake security;
  private final HandshakeInput input = new HandshakeInput();
  private final HandshakeOutput output = new HandshakeOutput();
  private final Introduction introduction;
  private final boolean welcomesUnversioned;

  private State state = State.IN_PROGRESS;
  private Step step = Step.SIGNATURE;
  private ProtocolVersion version = ProtocolVersion.V1;
  private @Nullable String oldSocketType;
  private @Nullable PeerInfo peer;

  /**
   * Prepares a handshake.
   *
   * @param security the mechanism, for this connection alone
   */
  public Handshake(HandshakeConfig config, SecurityHandshake security) {
    this.config = config;
    this.security = security;
    this.introduction = new Introduction(config, security, output);
    this.welcomesUnversioned = welcomes(ProtocolVersion.V1);
  }

  /** A handshake under NULL without an authenticator. */
  public Handshake(HandshakeConfig config) {
    this(config, new NullHandshake());
  }

  /** Begins, with our signature. */
  public void start() {
    output.put(Greeting.signature(config.identity().length));
    if (!welcomesUnversioned) {
      output.put(Greeting.MAJOR);
    }
  }

  /**
   * Takes bytes of the peer, in pieces of any size, and leaves those that do not belong to the
   * handshake: traffic, or what a paused mechanism cannot take yet.
   *
   * @throws PeerRejectedException if the peer does not want to talk to us
   * @throws IncompatiblePeerException if its socket type may not talk to ours
   * @throws ProtocolException if it breaks the protocol, or has another mechanism or a version that
   *     is too old
   */
  public void receive(ByteBuffer in) throws ProtocolException {
    advance(in, false);
  }

  /**
   * Goes on after the mechanism's pause; does nothing if it is not paused. Bytes that were left
   * have to be offered again afterwards.
   *
   * @throws ProtocolException as {@link #receive}
   */
  public void resume() throws ProtocolException {
    if (step == Step.COMMANDS && introduction.isPaused()) {
      advance(ByteBuffer.allocate(0), true);
    }
  }

  private void advance(ByteBuffer in, boolean resume) throws ProtocolException {
    if (state == State.FAILED) {
      throw new IllegalStateException("the handshake has failed");
    }
    boolean done = false;
    int sent = output.size();
    try {
      if (resume) {
        introduction.resume();
        completeIfAllIsSaid();
      }
      while (step != Step.END && advanceStep(in)) {
        sent = output.size();
      }
      done = true;
    } catch (IncompatiblePeerException e) {
      // libzmq closes without a word; above all, a READY would make the peer believe in success.
      output.cutTo(sent);
      throw e;
    } finally {
      if (!done) {
        state = State.FAILED;
      }
    }
  }

  /** Does one step; false if it needs more bytes. */
  private boolean advanceStep(ByteBuffer in) throws ProtocolException {
    return switch (step) {
      case SIGNATURE -> readSignature(in);
      case MAJOR -> readMajor(in);
      case OLD_SOCKET_TYPE -> readOldSocketType(in);
      case IDENTITY -> readIdentity(in);
      case GREETING -> readGreeting(in);
      case COMMANDS -> readCommand(in);
      case END -> false;
    };
  }

  private boolean readSignature(ByteBuffer in) throws ProtocolException {
    if (!input.fill(in, 1)) {
      return false;
    }
    if (Greeting.mayBeVersioned(input.bytes().get(0))) {
      if (!input.fill(in, Greeting.SIGNATURE_SIZE)) {
        return false;
      }
      if (Greeting.isVersioned(input.bytes())) {
        if (welcomesUnversioned) {
          output.put(Greeting.MAJOR);
        }
        step = Step.MAJOR;
        return true;
      }
    }
    // What was read is the beginning of the peer's identity frame, and stays in the input.
    checkVersion(ProtocolVersion.V1);
    output.put(config.identity());
    step = Step.IDENTITY;
    return true;
  }

  private boolean readMajor(ByteBuffer in) throws ProtocolException {
    if (!input.fill(in, Greeting.SIGNATURE_SIZE + 1)) {
      return false;
    }
    if (Greeting.isOld(input.bytes())) {
      checkVersion(Greeting.version(input.bytes()));
      output.put((byte) config.socketTypeNumber());
      step = Step.OLD_SOCKET_TYPE;
    } else {
      output.put(Greeting.rest(security.mechanism(), security.asServer()));
      step = Step.GREETING;
    }
    return true;
  }

  private void checkVersion(ProtocolVersion spoken) throws ProtocolException {
    version = spoken;
    if (!welcomes(spoken)) {
      String reason =
          spoken.hasCommands()
              ? "older than " + config.minimumVersion()
              : "which cannot do what the mechanism "
                  + security.mechanism()
                  + " and the minimum "
                  + config.minimumVersion()
                  + " ask for";
      throw new ProtocolException(
          ProtocolError.ZMTP_UNSPECIFIED, "the peer speaks " + spoken + ", " + reason);
    }
  }

  private boolean welcomes(ProtocolVersion spoken) {
    return spoken.compareTo(config.minimumVersion()) >= 0
        && (spoken.hasCommands() || security.mechanism().equals(NullHandshake.NAME));
  }

  // ---- peers of 1.0 and 2.0 ----

  private boolean readOldSocketType(ByteBuffer in) throws ProtocolException {
    if (!input.fill(in, Greeting.OLD_SIZE)) {
      return false;
    }
    int number = Greeting.oldSocketType(input.bytes());
    oldSocketType = PeerTypes.ofNumber(number);
    if (oldSocketType == null || !PeerTypes.compatible(config.socketType(), oldSocketType)) {
      throw new IncompatiblePeerException(
          config.socketType(), oldSocketType == null ? "number " + number : oldSocketType);
    }
    output.put(IdentityFrame.encode(version, config.identity()));
    input.clear();
    step = Step.IDENTITY;
    return true;
  }

  private boolean readIdentity(ByteBuffer in) throws ProtocolException {
    byte[] identity = IdentityFrame.read(version, input, in);
    if (identity == null) {
      return false;
    }
    complete(PeerInfo.old(version, oldSocketType, identity));
    return true;
  }

  // ---- peers of 3.x ----

  private boolean readGreeting(ByteBuffer in) throws ProtocolException {
    if (!input.fill(in, Greeting.SIZE)) {
      return false;
    }
    checkVersion(Greeting.version(input.bytes()));
    String theirs = Greeting.mechanism(input.bytes());
    if (!theirs.equals(security.mechanism())) {
      throw new ProtocolException(
          ProtocolError.ZMTP_MECHANISM_MISMATCH,
          "the peer's mechanism is " + Excerpt.of(theirs) + ", ours is " + security.mechanism());
    }
    input.clear();
    step = Step.COMMANDS;
    introduction.start();
    completeIfAllIsSaid();
    return true;
  }

  private boolean readCommand(ByteBuffer in) throws ProtocolException {
    if (introduction.isPaused() || !input.fill(in, Frames.SHORT_HEADER)) {
      return false;
    }
    if ((Frames.flagsAt(input.bytes(), 0) & Frames.COMMAND) == 0) {
      throw new ProtocolException(
          ProtocolError.ZMTP_UNEXPECTED_COMMAND, "a message before the handshake was complete");
    }
    int header = input.headerSize();
    if (!input.fill(in, header)) {
      return false;
    }
    long length = Frames.bodyLengthAt(input.bytes(), 0);
    if (length < 0 || length > config.maxCommandSize()) {
      throw new ProtocolException(
          ProtocolError.ZMTP_MALFORMED_COMMAND_UNSPECIFIED,
          "a command of "
              + Long.toUnsignedString(length)
              + " bytes in the handshake, more than "
              + config.maxCommandSize());
    }
    if (!input.fill(in, header + (int) length)) {
      return false;
    }
    introduction.receive(input.bytes().slice(header, (int) length));
    input.clear();
    completeIfAllIsSaid();
    return true;
  }

  private void completeIfAllIsSaid() {
    if (introduction.isComplete()) {
      complete(introduction.peer(version));
    }
  }

  private void complete(PeerInfo found) {
    peer = found;
    state = State.COMPLETE;
    step = Step.END;
    input.release();
  }

  // ---- results ----

  /** The next bytes to write, now the caller's; null if there are none. */
  public @Nullable ByteBuffer output() {
    return output.take();
  }

  /** How far the handshake is. */
  public State state() {
    return state;
  }

  /**
   * The peer.
   *
   * @throws IllegalStateException if the handshake is not complete
   */
  public PeerInfo peer() {
    if (peer == null) {
      throw new IllegalStateException("the handshake is not complete");
    }
    return peer;
  }
}
