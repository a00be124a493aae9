// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.AddressInUseException;
import io.nightjar.InvalidEndpointException;
import io.nightjar.Option;
import io.nightjar.spi.OptionValues;
import io.nightjar.spi.StreamTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link StreamTransport} has to do. Extend it, and say which transport it is. */
public abstract class StreamTransportContract {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MEGABYTE = 1 << 20;

  private final LeakCheck leaks = LeakCheck.begin();

  /** Made by subclasses. */
  protected StreamTransportContract() {}

  /** The transport. */
  protected abstract StreamTransport transport();

  /** An address to listen at, free each time: what follows {@code scheme://}. */
  protected abstract String freeAddress();

  /** An address that has the right form, but nobody listens there. */
  protected abstract String deadAddress();

  /** Addresses that are malformed. */
  protected abstract List<String> malformedAddresses();

  /** The options as they are in a new socket. */
  protected OptionValues options() {
    return new OptionValues() {
      @Override
      public <T> T option(Option<T> option) {
        return option.initial();
      }
    };
  }

  /** Opens, once and for all, what the first use of a transport leaves open. */
  @BeforeEach
  public final void warmUp() throws IOException {
    StreamTransport.Listener listener = listen();
    try (Pair pair = connect(listener)) {
      assertThat(pair.near().isOpen()).isTrue();
    } finally {
      listener.close();
    }
  }

  /** Nothing is left after each test. */
  @AfterEach
  public final void expectNothingLeft() {
    leaks.expectNothingLeft();
  }

  private StreamTransport.Listener listen() {
    return transport().listen(freeAddress(), options());
  }

  private String addressOf(StreamTransport.Listener listener) {
    return listener.endpoint().substring(transport().scheme().length() + "://".length());
  }

  /** Two ends of a connection. */
  private record Pair(SocketChannel near, SocketChannel far) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      near.close();
      far.close();
    }
  }

  private Pair connect(StreamTransport.Listener listener) throws IOException {
    StreamTransport.Dialer dialer = transport().dialer(addressOf(listener), options());
    SocketAddress address = dialer.resolve().get(0);
    SocketChannel near = dialer.open(address);
    boolean done = near.connect(address);
    SocketChannel far = null;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done || far == null) {
      done = done || near.finishConnect();
      far = far == null ? listener.channel().accept() : far;
      assertThat(System.nanoTime() - deadline).as("time left to connect").isNegative();
      Thread.onSpinWait();
    }
    StreamTransport.Channel one = dialer.adopt(near);
    StreamTransport.Channel other = listener.adopt(far);
    assertThat(one.channel().isBlocking()).as("connected channel blocks").isFalse();
    assertThat(other.channel().isBlocking()).as("accepted channel blocks").isFalse();
    assertThat(one.peerAddress()).isNotNull();
    assertThat(other.peerAddress()).isNotNull();
    return new Pair(one.channel(), other.channel());
  }

  /** The endpoint that a listener tells is one to connect to. */
  @Test
  public void aListenerTellsTheEndpointToConnectTo() throws IOException {
    StreamTransport.Listener listener = listen();
    assertThat(listener.endpoint()).startsWith(transport().scheme() + "://");
    assertThat(listener.channel().isBlocking()).isFalse();
    assertThat(transport().dialer(addressOf(listener), options()).endpoint())
        .isEqualTo(listener.endpoint());
    listener.close();
  }

  /** Bytes go both ways, unchanged, in any number. */
  @Test
  public void bytesArriveAsTheyWereSent() throws IOException {
    StreamTransport.Listener listener = listen();
    try (Pair pair = connect(listener)) {
      exchange(pair.near(), pair.far(), 1);
      exchange(pair.far(), pair.near(), 1);
      exchange(pair.near(), pair.far(), MEGABYTE);
      exchange(pair.far(), pair.near(), MEGABYTE);
    } finally {
      listener.close();
    }
  }

  private static void exchange(SocketChannel from, SocketChannel to, int size) throws IOException {
    ByteBuffer sent = ByteBuffer.allocate(size);
    for (int i = 0; i < size; i++) {
      sent.put(i, (byte) (i * 31 + (i >> 8)));
    }
    ByteBuffer got = ByteBuffer.allocate(size);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (got.hasRemaining()) {
      from.write(sent);
      assertThat(to.read(got)).as("bytes read").isNotNegative();
      assertThat(System.nanoTime() - deadline).as("time left to exchange").isNegative();
    }
    assertThat(got.flip()).isEqualTo(sent.flip());
  }

  /** A close is seen at the other end. */
  @Test
  public void aCloseIsTheEndOfTheOtherEnd() throws IOException {
    StreamTransport.Listener listener = listen();
    try (Pair pair = connect(listener);
        Selector selector = Selector.open()) {
      pair.far().register(selector, SelectionKey.OP_READ);
      pair.near().close();
      assertThat(selector.select(PATIENCE.toMillis())).as("the end was seen").isEqualTo(1);
      assertThat(pair.far().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    } finally {
      listener.close();
    }
  }

  /** One listener accepts many. */
  @Test
  public void aListenerAcceptsManyConnections() throws IOException {
    StreamTransport.Listener listener = listen();
    try (Pair one = connect(listener);
        Pair two = connect(listener);
        Pair three = connect(listener)) {
      exchange(three.near(), three.far(), 10);
      exchange(two.far(), two.near(), 10);
      exchange(one.near(), one.far(), 10);
    } finally {
      listener.close();
    }
  }

  /** An address that another holds is refused, with its name. */
  @Test
  public void anAddressInUseIsRefusedByName() {
    StreamTransport.Listener listener = listen();
    try {
      assertThatExceptionOfType(AddressInUseException.class)
          .isThrownBy(() -> transport().listen(addressOf(listener), options()).close())
          .withMessageContaining(listener.endpoint());
    } finally {
      listener.close();
    }
  }

  /** Closing a listener frees its address, and closing it again is harmless. */
  @Test
  public void anAddressIsFreeAfterClose() {
    StreamTransport.Listener first = listen();
    String address = addressOf(first);
    first.close();
    first.close();
    StreamTransport.Listener second = transport().listen(address, options());
    assertThat(second.endpoint()).isEqualTo(first.endpoint());
    second.close();
  }

  /** Malformed addresses are refused when they are named, not when they are used. */
  @Test
  public void malformedAddressesAreRefusedAtOnce() {
    for (String malformed : malformedAddresses()) {
      assertThatExceptionOfType(InvalidEndpointException.class)
          .as("dialing %s", malformed)
          .isThrownBy(() -> transport().dialer(malformed, options()))
          .withMessageContaining(malformed);
    }
  }

  /** Connecting where nobody listens fails soon, with an {@link IOException}. */
  @Test
  public void connectingWhereNobodyListensFails() throws IOException {
    StreamTransport.Dialer dialer = transport().dialer(deadAddress(), options());
    SocketAddress address = dialer.resolve().get(0);
    try (SocketChannel channel = dialer.open(address);
        Selector selector = Selector.open()) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(
              () -> {
                if (!channel.connect(address)) {
                  channel.register(selector, SelectionKey.OP_CONNECT);
                  selector.select(PATIENCE.toMillis());
                  channel.finishConnect();
                }
              });
    }
  }
}
