// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.HostUnreachableException;
import io.nightjar.InvalidMessageException;
import io.nightjar.InvalidOptionException;
import io.nightjar.Options;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * ROUTER: the first frame of a message names the peer (RFC 28).
 *
 * <p>A peer is known by the routing id it announces, or by the one given with {@link
 * Options#CONNECT_ROUTING_ID}, else by five bytes of our making: 0 and a counter.
 */
public final class RouterPattern extends Pattern {
  private static final int GENERATED = 5;

  private final RoutingIds peers = new RoutingIds();
  private final FairQueue receiving = new FairQueue();
  private int counter = ThreadLocalRandom.current().nextInt();

  /** Makes the pattern of a socket. */
  public RouterPattern(Host host) {
    super(host);
  }

  /** What a pipe of a ROUTER carries: the id by which it is known, once it is. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Named(byte[] id, boolean wished) {}

  /** The id wished for the peer of a connect, before there is a peer. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Wish(byte[] id) {}

  /**
   * Reserves an id for the peer of the next connect.
   *
   * @throws InvalidOptionException if a peer has it already
   */
  public void checkFree(byte[] id) {
    if (peers.get(id) != null) {
      throw new InvalidOptionException(
          "CONNECT_ROUTING_ID 0x"
              + HexFormat.of().formatHex(id)
              + " belongs to another peer: use another one");
    }
  }

  @Override
  public void attach(Pipe pipe) {
    if (pipe.attachment() instanceof Wish wish) {
      name(pipe, wish.id(), true);
    }
    if (host().option(Options.PROBE_ROUTER)) {
      Probe.send(pipe);
    }
  }

  @Override
  public void identified(Pipe pipe) {
    byte[] announced = pipe.peerRoutingId();
    if (pipe.attachment() instanceof Named named) {
      if (announced.length == 0 || named.wished() || Arrays.equals(named.id(), announced)) {
        return;
      }
      peers.remove(named.id(), pipe);
      receiving.remove(pipe);
    }
    if (announced.length == 0) {
      name(pipe, generate(), false);
      return;
    }
    Pipe holder = peers.get(announced);
    if (holder == null) {
      name(pipe, announced, false);
    } else if (host().option(Options.ROUTER_HANDOVER)) {
      peers.remove(announced, holder);
      byte[] other = generate();
      holder.attach(new Named(other, false));
      peers.put(other, holder);
      holder.carrier().fail("its routing id was handed over to a new peer");
      name(pipe, announced, false);
    }
    // Else the newcomer stays connected but is never read, as in libzmq.
  }

  private void name(Pipe pipe, byte[] id, boolean wished) {
    pipe.attach(new Named(id, wished));
    peers.put(id, pipe);
    receiving.attach(pipe);
  }

  private byte[] generate() {
    byte[] id;
    do {
      id = ByteBuffer.allocate(GENERATED).put((byte) 0).putInt(counter++).array();
    } while (peers.get(id) != null);
    return id;
  }

  @Override
  public void detach(Pipe pipe) {
    if (pipe.attachment() instanceof Named named) {
      peers.remove(named.id(), pipe);
    }
  }

  /** Whether a peer has this id. Send lock. */
  public boolean hasPeer(byte[] id) {
    return peers.get(id) != null;
  }

  @Override
  public void readable(Pipe pipe) {
    // A peer whose routing id another one has is not read; its queue fills and then it waits.
    if (pipe.attachment() instanceof Named) {
      receiving.add(pipe);
    }
  }

  @Override
  public <B> boolean send(Form<B> form, B body) {
    if (form.size(body) < 2) {
      throw new InvalidMessageException(
          "a ROUTER message needs a routing id and at least one more frame, not "
              + form.size(body)
              + " frame");
    }
    boolean mandatory = host().option(Options.ROUTER_MANDATORY);
    Pipe pipe = peers.get(form, body);
    if (pipe == null || pipe.isClosing()) {
      if (mandatory) {
        throw new HostUnreachableException(
            "no peer has the routing id 0x"
                + HexFormat.of().formatHex(form.bytes(body, 0))
                + ": wait until it is connected, see hasPeer");
      }
      host().countUnroutable();
      return true;
    }
    if (!pipe.makeRoom()) {
      if (!waits()) {
        if (!Outbound.dropOldest(pipe, host())) {
          return true;
        }
      } else if (pipe.stall()) {
        return false;
      }
    }
    Outbound.put(pipe, form, body, 1);
    return true;
  }

  private boolean waits() {
    boolean mandatory = host().option(Options.ROUTER_MANDATORY);
    return Outbound.waits(host()) || (mandatory && !Outbound.drops(host()));
  }

  @Override
  public boolean canSend() {
    // Where a message that cannot be sent is dropped a send never waits.
    return !waits() || peers.anyMatch(pipe -> pipe.makeRoom() || !pipe.stall());
  }

  @Override
  public <R> @Nullable R receive(Sink<R> sink) {
    Pipe pipe = receiving.next();
    if (pipe == null) {
      return null;
    }
    R taken = sink.take(pipe, idOf(pipe), pipe.reader());
    pipe.finish();
    receiving.advance();
    return taken;
  }

  private static byte @Nullable [] idOf(Pipe pipe) {
    return pipe.attachment() instanceof Named named ? named.id() : null;
  }

  @Override
  public boolean canReceive() {
    return receiving.isReady();
  }
}
