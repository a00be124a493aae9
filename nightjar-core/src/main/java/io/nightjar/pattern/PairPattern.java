// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** PAIR: exactly one peer at a time; others are turned away (RFC 31). */
public final class PairPattern extends Pattern {
  // Changed with both locks held.
  private volatile @Nullable Pipe sending;

  // Who came to a binding and was let in, from the handshake on.
  private final AtomicReference<@Nullable Object> guest = new AtomicReference<>();
  private final FairQueue receiving = new FairQueue();

  /** Makes the pattern of a socket. */
  public PairPattern(Host host) {
    super(host);
  }

  @Override
  public boolean isExclusive() {
    return true;
  }

  @Override
  public boolean admit(Object who) {
    return sending == null && guest.compareAndSet(null, who);
  }

  @Override
  public void left(Object who) {
    guest.compareAndSet(who, null);
  }

  @Override
  public void attach(Pipe pipe) {
    if (sending != null) {
      // Two connects of its own, or a peer too old to be refused in the handshake.
      pipe.close();
      pipe.carrier().fail("this PAIR socket has a peer already");
      return;
    }
    sending = pipe;
    receiving.attach(pipe);
  }

  @Override
  public void detach(Pipe pipe) {
    if (sending == pipe) {
      sending = null;
    }
  }

  @Override
  public void readable(Pipe pipe) {
    receiving.add(pipe);
  }

  @Override
  public <B> boolean send(Form<B> form, B body) {
    Pipe pipe = sending;
    if (pipe != null && hasRoom(pipe)) {
      Outbound.put(pipe, form, body, 0);
      return true;
    }
    if (!Outbound.drops(host())) {
      return false;
    }
    if (pipe == null) {
      host().countUnroutable();
    } else if (Outbound.dropOldest(pipe, host())) {
      Outbound.put(pipe, form, body, 0);
    }
    return true;
  }

  private static boolean hasRoom(Pipe pipe) {
    return pipe.makeRoom() || !pipe.stall();
  }

  @Override
  public boolean isPatient() {
    return Outbound.isPatient(host());
  }

  @Override
  public boolean canSend() {
    Pipe pipe = sending;
    return (pipe != null && hasRoom(pipe)) || Outbound.drops(host());
  }

  @Override
  public <R> @Nullable R receive(Sink<R> sink) {
    return Inbound.take(receiving, sink);
  }

  @Override
  public boolean canReceive() {
    return receiving.isReady();
  }
}
