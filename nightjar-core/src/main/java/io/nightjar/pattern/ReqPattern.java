// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.OutOfTurnException;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * REQ: sends requests to its peers in turn and takes the replies (RFC 28).
 *
 * <p>A request is {@code [id] empty body…}. The id, four bytes, is there with {@link
 * Options#REQ_CORRELATE} and in requests made with {@link #request}, of which many may be in
 * flight: a REP sends it back unseen. In lock step only the peer that got the request is heard,
 * until it is lost.
 *
 * <p>With {@link Options#REQ_RELAXED} a new request abandons the one before. If that one had no id,
 * nothing tells its late reply from the new one's: so its connection is ended, and gets no request
 * until it was made anew.
 */
public final class ReqPattern extends Pattern {
  private static final byte[] DELIMITER = {};
  private static final int ID_BYTES = Integer.BYTES;
  private static final String WHY = "the request was abandoned, see REQ_RELAXED";

  /** What a pipe has attached. Set with the send lock held, before {@code awaiting} changes. */
  private enum Standing {
    MET,
    /** Its request was abandoned: it gets no other before its connection was made anew. */
    ABANDONED,
    /** Abandoned before there was a peer, whose first connection the request will take. */
    ABANDONED_EARLY
  }

  private final LoadBalancer sending = new LoadBalancer();
  private final FairQueue receiving = new FairQueue();
  private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
  private int nextId = ThreadLocalRandom.current().nextInt();

  private record Pending(Pipe pipe, Consumer<Message> onReply) {
    /** Ids are easily guessed: only the peer that was asked is heard, until it is lost. */
    boolean mayComeFrom(Pipe answering) {
      return pipe == answering || pipe.isClosing();
    }
  }

  // The lock step: set by send with the send lock held, ended by receive with the receive lock
  // held.
  private volatile boolean awaiting;
  private volatile boolean correlated;
  private volatile int currentId;
  private volatile @Nullable Pipe replyPipe;

  /** The reply of the lock step, taken out to let those behind it through. Receive lock. */
  private @Nullable Kept kept;

  private record Kept(int id, Message reply) {}

  // How many messages of that pipe were here when the request was sent: none of them is the reply.
  // Written before awaiting, read after it.
  private long before;

  /** Makes the pattern of a socket. */
  public ReqPattern(Host host) {
    super(host);
  }

  @Override
  public void attach(Pipe pipe) {
    if (host().option(Options.PROBE_ROUTER)) {
      Probe.send(pipe);
    }
    sending.add(pipe);
    receiving.attach(pipe);
  }

  @Override
  public void identified(Pipe pipe) {
    if (!isAbandoned(pipe)) {
      pipe.attach(Standing.MET);
      return;
    }
    // What the connections before have left.
    while (pipe.reader().next()) {
      takeUnawaited(pipe, pipe.reader());
    }
    if (pipe.attachment() == Standing.ABANDONED_EARLY || pipe.out().size() > 0) {
      // The abandoned request itself takes this connection, and its reply must not come either.
      pipe.attach(Standing.ABANDONED);
      pipe.carrier().renew(WHY);
    } else {
      pipe.attach(Standing.MET);
      sending.add(pipe);
    }
  }

  @Override
  public void detach(Pipe pipe) {
    sending.remove(pipe);
    if (replyPipe == pipe) {
      replyPipe = null;
    }
  }

  @Override
  public void readable(Pipe pipe) {
    receiving.add(pipe);
  }

  @Override
  public void writable(Pipe pipe) {
    // It may be there already, if it was abandoned while it was full.
    sending.remove(pipe);
    if (!isAbandoned(pipe)) {
      sending.add(pipe);
    }
  }

  // ---- lock step ----

  @Override
  public <B> boolean send(Form<B> form, B body) {
    if (awaiting && !host().option(Options.REQ_RELAXED)) {
      throw new OutOfTurnException(
          "a REQ socket must receive the reply of the last request before it sends the next one:"
              + " call receive, set REQ_RELAXED, or use request, which allows many at once");
    }
    abandonCurrent();
    Pipe pipe = sending.next();
    if (pipe == null) {
      return false;
    }
    boolean mark = host().option(Options.REQ_CORRELATE);
    int id = takeId();
    put(pipe, mark, id, form, body);
    // Before the request is on its way: the reply may be read at once, by another thread.
    correlated = mark;
    currentId = id;
    replyPipe = pipe;
    before = pipe.in().produced();
    awaiting = true;
    pipe.commit();
    sending.advance();
    return true;
  }

  /** Whether a new request has to end the connection of the one that is waited for. */
  private @Nullable Pipe toAbandon() {
    return awaiting && !correlated ? replyPipe : null;
  }

  /**
   * Makes sure that no late reply is taken for that of the next request. Even if that must wait.
   */
  private void abandonCurrent() {
    Pipe pipe = toAbandon();
    if (pipe != null) {
      sending.remove(pipe);
      boolean met = pipe.attachment() == Standing.MET;
      pipe.attach(met ? Standing.ABANDONED : Standing.ABANDONED_EARLY);
      awaiting = false;
      replyPipe = null;
      pipe.carrier().renew(WHY);
    }
  }

  private static boolean isAbandoned(Pipe pipe) {
    Object standing = pipe.attachment();
    return standing == Standing.ABANDONED || standing == Standing.ABANDONED_EARLY;
  }

  /** Puts a request into a pipe, not yet to be seen: all of it or, if that throws, nothing. */
  private static <B> void put(Pipe pipe, boolean mark, int id, Form<B> form, B body) {
    try {
      if (mark) {
        pipe.out().put(ByteBuffer.allocate(ID_BYTES).putInt(id).array(), 0, ID_BYTES, true);
      }
      pipe.out().put(DELIMITER, 0, 0, true);
      form.put(body, 0, pipe.out());
    } catch (Throwable e) {
      pipe.out().abandonIncomplete();
      throw e;
    }
  }

  @Override
  public boolean canSend() {
    if (awaiting && !host().option(Options.REQ_RELAXED)) {
      return false;
    }
    Pipe leaving = toAbandon();
    return leaving == null ? sending.next() != null : sending.hasRoomBeside(leaving);
  }

  @Override
  public <R> @Nullable R receive(Sink<R> sink) {
    if (!awaiting) {
      throw new OutOfTurnException(
          "a REQ socket has sent no request to receive a reply for: call send before receive");
    }
    return take(sink);
  }

  @Override
  public boolean canReceive() {
    // Looks in any case: replies of pending requests are handed out, and empty pipes put aside.
    return (toReply() && awaiting) || hasKept();
  }

  // ---- many at once ----

  private int takeId() {
    return nextId++;
  }

  /**
   * Sends a request whose reply goes to a consumer, which is called with the receive lock held.
   * Only to a peer that is there: what is queued for one that is not cannot be taken back when the
   * caller gives up.
   *
   * @return its id, or null if there is no peer with room now
   */
  public <B> @Nullable Integer request(Form<B> form, B body, Consumer<Message> onReply) {
    Pipe pipe = sending.nextConnected();
    if (pipe == null) {
      return null;
    }
    int id = takeId();
    put(pipe, true, id, form, body);
    pending.put(id, new Pending(pipe, onReply));
    pipe.commit();
    sending.advance();
    return id;
  }

  /** Whether {@link #request} would send. Send lock. */
  public boolean canRequest() {
    return sending.nextConnected() != null;
  }

  /** Gives up waiting for the reply of a request. Any thread. */
  public void abandon(int id) {
    pending.remove(id);
  }

  /** How many requests of {@link #request} wait for replies. */
  public int inFlight() {
    return pending.size();
  }

  /**
   * Hands out the replies that are here to the requests they belong to. Receive lock.
   *
   * @return whether the reply of the lock step was met, and kept for {@link #receive}
   */
  public boolean dispatch() {
    int id;
    do {
      id = currentId;
      if (!toReply()) {
        return false;
      }
      // Or else another request was sent meanwhile: is it the reply to that one?
    } while (id != currentId);
    Pipe pipe = answering();
    skipEnvelope(pipe.reader());
    kept = new Kept(id, pipe.toMessage(null, pipe.reader()));
    pipe.finish();
    receiving.advance();
    toReply();
    return true;
  }

  /** Whether the reply to the request in hand is kept; one to an earlier request is dropped. */
  private boolean hasKept() {
    Kept now = kept;
    if (now == null) {
      return false;
    }
    if (awaiting && now.id() == currentId) {
      return true;
    }
    kept = null;
    host().countFiltered();
    return false;
  }

  // ---- replies ----

  private <R> @Nullable R take(Sink<R> sink) {
    Kept early = hasKept() ? kept : null;
    R taken;
    if (early != null) {
      kept = null;
      taken = sink.take(early.reply());
    } else if (toReply()) {
      Pipe pipe = answering();
      skipEnvelope(pipe.reader());
      taken = sink.take(pipe, null, pipe.reader());
      pipe.finish();
      receiving.advance();
    } else {
      return null;
    }
    awaiting = false;
    replyPipe = null;
    return taken;
  }

  /** The pipe whose message {@link #toReply} stopped at. */
  private Pipe answering() {
    Pipe pipe = receiving.next();
    if (pipe == null) {
      throw new IllegalStateException("the reply is gone");
    }
    return pipe;
  }

  private static void skipEnvelope(FrameReader reader) {
    while (reader.length() > 0) {
      reader.nextFrame();
    }
    reader.nextFrame();
  }

  /**
   * Hands out replies to pending requests and drops strays, up to the reply of the lock step; tells
   * whether that one is next.
   */
  private boolean toReply() {
    while (true) {
      Pipe pipe = receiving.next();
      if (pipe == null) {
        return false;
      }
      FrameReader reader = pipe.reader();
      if (awaiting && isAwaited(pipe, reader) && !hasKept()) {
        reader.rewind();
        return true;
      }
      reader.rewind();
      takeUnawaited(pipe, reader);
      receiving.advance();
    }
  }

  /** Hands a reply to the pending request it belongs to, or drops it. */
  private void takeUnawaited(Pipe pipe, FrameReader reader) {
    if (reader.length() == ID_BYTES && reader.hasMore()) {
      int id = reader.memory().getInt(reader.index());
      Pending request = pending.get(id);
      if (request != null && request.mayComeFrom(pipe) && pending.remove(id, request)) {
        handOut(pipe, reader, request);
        return;
      }
    }
    boolean malformed = isMalformed(reader);
    pipe.finish();
    host().countFiltered();
    if (malformed) {
      pipe.carrier().fail("a reply without the empty delimiter frame");
    }
  }

  private void handOut(Pipe pipe, FrameReader reader, Pending request) {
    reader.nextFrame();
    boolean whole = reader.length() == 0 && reader.nextFrame();
    Message reply = whole ? pipe.toMessage(null, reader) : null;
    pipe.finish();
    if (reply != null) {
      host().countReceived();
      request.onReply().accept(reply);
    } else {
      host().countFiltered();
    }
  }

  /** Whether it has neither a delimiter at the start nor one behind an id. Moves the reader. */
  private static boolean isMalformed(FrameReader reader) {
    if (reader.length() == 0) {
      return !reader.hasMore();
    }
    return reader.length() != ID_BYTES
        || !reader.nextFrame()
        || reader.length() != 0
        || !reader.hasMore();
  }

  /** Whether it is the reply, well formed, that the lock step waits for. Moves the reader. */
  private boolean isAwaited(Pipe pipe, FrameReader reader) {
    Pipe expected = replyPipe;
    if (isAbandoned(pipe) || (expected != null && expected != pipe)) {
      return false;
    }
    if (expected != null && pipe.in().consumed() < before) {
      return false;
    }
    boolean delimited = true;
    if (correlated) {
      delimited =
          reader.length() == ID_BYTES
              && reader.memory().getInt(reader.index()) == currentId
              && reader.nextFrame();
    }
    return delimited && reader.length() == 0 && reader.hasMore();
  }
}
