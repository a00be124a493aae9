// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.Options;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import org.jspecify.annotations.Nullable;

/** DEALER: sends to its peers in turn, receives from all of them fairly (RFC 28). */
public final class DealerPattern extends Pattern {
  private final LoadBalancer sending = new LoadBalancer();
  private final FairQueue receiving = new FairQueue();

  /** Makes the pattern of a socket. */
  public DealerPattern(Host host) {
    super(host);
  }

  @Override
  public void attach(Pipe pipe) {
    if (host().option(Options.PROBE_ROUTER)) {
      Probe.send(pipe);
    }
    sending.attach(pipe);
    receiving.attach(pipe);
  }

  @Override
  public void detach(Pipe pipe) {
    sending.detach(pipe);
  }

  @Override
  public void readable(Pipe pipe) {
    receiving.add(pipe);
  }

  @Override
  public void writable(Pipe pipe) {
    sending.add(pipe);
  }

  @Override
  public <B> boolean send(Form<B> form, B body) {
    return Outbound.deal(sending, form, body, host());
  }

  @Override
  public boolean isPatient() {
    return sending.hasOne() && Outbound.isPatient(host());
  }

  @Override
  public boolean canSend() {
    return sending.next() != null || Outbound.drops(host());
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
