// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import org.jspecify.annotations.Nullable;

/** PUSH: deals messages to its PULL peers in turn (RFC 30). */
public final class PushPattern extends Pattern {
  private final LoadBalancer peers = new LoadBalancer();

  /** Makes the pattern of a socket. */
  public PushPattern(Host host) {
    super(host);
  }

  @Override
  public void attach(Pipe pipe) {
    peers.attach(pipe);
  }

  @Override
  public void detach(Pipe pipe) {
    peers.detach(pipe);
  }

  @Override
  public void writable(Pipe pipe) {
    peers.add(pipe);
  }

  @Override
  public <B> boolean send(Form<B> form, B body) {
    return Outbound.deal(peers, form, body, host());
  }

  @Override
  public boolean isPatient() {
    return peers.hasOne() && Outbound.isPatient(host());
  }

  @Override
  public boolean canSend() {
    return peers.next() != null || Outbound.drops(host());
  }

  @Override
  public <R> @Nullable R receive(Sink<R> sink) {
    return null;
  }

  @Override
  public boolean canReceive() {
    return false;
  }
}
