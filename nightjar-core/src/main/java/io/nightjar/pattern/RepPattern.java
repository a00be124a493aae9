// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.OutOfTurnException;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * REP: takes requests from its peers in turn and sends each reply back along the request's envelope
 * (RFC 28).
 *
 * <p>The envelope is everything up to and including the first empty frame. In lock step the pattern
 * remembers it from receive to send; {@link #accept} gives it to the caller instead.
 */
public final class RepPattern extends Pattern {
  private static final byte[] DELIMITER = {};
  private static final byte[][] PLAIN_ENVELOPE = {DELIMITER};

  /** Where a reply goes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Envelope(Pipe pipe, byte[][] frames) {}

  private final FairQueue receiving = new FairQueue();

  // The request in hand of the lock step: written with the receive lock held while it is null, and
  // cleared with the send lock held while it is not.
  private volatile @Nullable Envelope current;

  /** Makes the pattern of a socket. */
  public RepPattern(Host host) {
    super(host);
  }

  @Override
  public void attach(Pipe pipe) {
    // Made once for all requests of the peer: most have no more of an envelope than this.
    pipe.attach(new Envelope(pipe, PLAIN_ENVELOPE));
    receiving.attach(pipe);
  }

  @Override
  public void detach(Pipe pipe) {
    // What it still has is received; the replies will be dropped.
  }

  @Override
  public void readable(Pipe pipe) {
    receiving.add(pipe);
  }

  /** A request and where its reply goes. */
  public record Accepted<R>(R request, Envelope envelope) {}

  /** Takes the next request; null if there is none. */
  public <R> @Nullable Accepted<R> accept(Sink<R> sink) {
    Envelope envelope = nextEnvelope();
    return envelope == null ? null : new Accepted<>(take(envelope, sink), envelope);
  }

  /** Goes to the next request, behind its envelope; null if there is none. */
  private @Nullable Envelope nextEnvelope() {
    while (true) {
      Pipe pipe = receiving.next();
      if (pipe == null) {
        return null;
      }
      Envelope envelope = readEnvelope(pipe);
      if (envelope != null) {
        return envelope;
      }
      host().countFiltered();
      pipe.finish();
      receiving.advance();
    }
  }

  private <R> R take(Envelope envelope, Sink<R> sink) {
    Pipe pipe = envelope.pipe();
    R taken = sink.take(pipe, null, pipe.reader());
    pipe.finish();
    receiving.advance();
    return taken;
  }

  /** Reads up to and over the delimiter; null if there is none or nothing follows it. */
  private static @Nullable Envelope readEnvelope(Pipe pipe) {
    FrameReader reader = pipe.reader();
    if (reader.length() == 0) {
      return reader.nextFrame() ? (Envelope) pipe.attachment() : null;
    }
    List<byte[]> frames = new ArrayList<>();
    do {
      byte[] frame = reader.toArray();
      frames.add(frame);
      if (frame.length == 0) {
        return reader.nextFrame() ? new Envelope(pipe, frames.toArray(new byte[0][])) : null;
      }
    } while (reader.nextFrame());
    return null;
  }

  /** Sends a reply; where that is not possible it is dropped and counted. Send lock. */
  public <B> void reply(Envelope envelope, Form<B> form, B body) {
    Pipe pipe = envelope.pipe();
    if (pipe.isClosing()) {
      host().countUnroutable();
      return;
    }
    if (!pipe.makeRoom() && !pipe.out().hasRoomForOne()) {
      pipe.countDropped();
      return;
    }
    Outbound.putEnvelope(pipe, envelope.frames());
    Outbound.putFrames(pipe, form, body, 0);
    pipe.commit();
  }

  @Override
  public <R> @Nullable R receive(Sink<R> sink) {
    if (current != null) {
      throw new OutOfTurnException(
          "a REP socket must send the reply of the last request before it receives the next one:"
              + " call send, or take requests with accept");
    }
    Envelope envelope = nextEnvelope();
    if (envelope == null) {
      return null;
    }
    R taken = take(envelope, sink);
    current = envelope;
    return taken;
  }

  @Override
  public boolean canReceive() {
    // Looks in any case, so that an empty pipe is put aside.
    return receiving.isReady() && current == null;
  }

  @Override
  public <B> boolean send(Form<B> form, B body) {
    Envelope envelope = current;
    if (envelope == null) {
      throw new OutOfTurnException(
          "a REP socket has no request to reply to: call receive before send");
    }
    reply(envelope, form, body);
    current = null;
    return true;
  }

  @Override
  public boolean canSend() {
    return current != null;
  }
}
