// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import org.jspecify.annotations.Nullable;

/** PULL: takes messages from its PUSH peers in turn (RFC 30). */
public final class PullPattern extends Pattern {
  private final FairQueue peers = new FairQueue();

  /** Makes the pattern of a socket. */
  public PullPattern(Host host) {
    super(host);
  }

  @Override
  public void attach(Pipe pipe) {
    peers.attach(pipe);
  }

  @Override
  public void detach(Pipe pipe) {
    // What it still has is received; then it is put aside and never comes back.
  }

  @Override
  public void readable(Pipe pipe) {
    peers.add(pipe);
  }

  @Override
  public <B> boolean send(Form<B> form, B body) {
    return false;
  }

  @Override
  public boolean canSend() {
    return false;
  }

  @Override
  public <R> @Nullable R receive(Sink<R> sink) {
    return Inbound.take(peers, sink);
  }

  @Override
  public boolean canReceive() {
    return peers.isReady();
  }
}
