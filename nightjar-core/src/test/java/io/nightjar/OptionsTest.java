// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options as such: names, numbers, values as text and as bytes, and what is refused. */
class OptionsTest {
  static List<Option<?>> all() {
    return Options.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void anOptionIsFoundByNameAndNumber(Option<?> option) {
    String name = option.name();
    assertThat(Options.named(name)).isSameAs(option);
    assertThat(Options.named("ZMQ_" + name)).isSameAs(option);
    assertThat(Options.named("zmq_" + name.toLowerCase(Locale.ROOT))).isSameAs(option);
    if (option.number() >= 0) {
      assertThat(Options.numbered(option.number())).isSameAs(option);
    }
    assertThat(option).hasToString(name);
  }

  @Test
  void namesAndNumbersAreUnique() {
    Set<Object> seen = new HashSet<>();
    for (Option<?> option : all()) {
      assertThat(seen.add(option.name())).as(option.name()).isTrue();
      assertThat(option.number() < 0 || seen.add(option.number())).as(option.name()).isTrue();
    }
    assertThat(all()).hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @CsvSource({
    "IDENTITY, ROUTING_ID",
    "CONNECT_RID, CONNECT_ROUTING_ID",
    "FAIL_UNROUTABLE, ROUTER_MANDATORY",
    "ROUTER_BEHAVIOR, ROUTER_MANDATORY",
    "ZMQ_DELAY_ATTACH_ON_CONNECT, IMMEDIATE"
  })
  void oldNamesAreKnown(String old, String now) {
    assertThat(Options.named(old)).isSameAs(Options.named(now));
  }

  @ParameterizedTest
  @CsvSource({
    "AFFINITY, 4",
    "ROUTING_ID, 5",
    "SUBSCRIBE, 6",
    "LINGER, 17",
    "SNDHWM, 23",
    "RCVHWM, 24",
    "LAST_ENDPOINT, 32",
    "ROUTER_MANDATORY, 33",
    "PROBE_ROUTER, 51",
    "CONFLATE, 54",
    "CONNECT_ROUTING_ID, 61",
    "HANDSHAKE_IVL, 66",
    "XPUB_MANUAL, 71",
    "HEARTBEAT_IVL, 75",
    "CONNECT_TIMEOUT, 79",
    "METADATA, 95"
  })
  void numbersAreThoseOfLibzmq(String name, int number) {
    assertThat(Options.named(name).number()).isEqualTo(number);
  }

  @Test
  void whatIsNotAnOptionIsNamed() {
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> Options.named("TELEPATHY"))
        .withMessageContaining("TELEPATHY");
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> Options.numbered(9999))
        .withMessageContaining("9999")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.EINVAL));
    assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> Options.numbered(-1));
  }

  // ---- values ----

  @ParameterizedTest
  @MethodSource("all")
  void theFirstValueSurvivesBytes(Option<?> option) {
    assertSurvives(option);
  }

  private static <T> void assertSurvives(Option<T> option) {
    byte[] bytes = option.toBytes(option.initial());
    assertThat(option.fromBytes(bytes)).isEqualTo(option.initial());
    if (option.type() == Integer.class || option.type() == Duration.class) {
      assertThat(bytes).hasSize(4);
    } else if (option.type() == Long.class) {
      assertThat(bytes).hasSize(8);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theWrongNumberOfBytesIsRefused(Option<?> option) {
    if (option.type() != String.class && option.type() != byte[].class) {
      assertThatExceptionOfType(InvalidOptionException.class)
          .isThrownBy(() -> option.fromBytes(new byte[3]))
          .withMessageContaining(option.name())
          .withMessageContaining("not 3");
    }
  }

  @Test
  void valuesAreReadFromText() {
    assertThat(Options.SNDHWM.parse(" 17 ")).isEqualTo(17);
    assertThat(Options.MAXMSGSIZE.parse("-1")).isEqualTo(-1L);
    assertThat(Options.LINGER.parse("250")).isEqualTo(Duration.ofMillis(250));
    assertThat(Options.LINGER.parse("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(Options.LINGER.parse("5s")).isEqualTo(Duration.ofSeconds(5));
    assertThat(Options.LINGER.parse("-1")).isEqualTo(Options.FOREVER);
    assertThat(Options.LINGER.parse("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThat(Options.LINGER.parse("1.5s")).isEqualTo(Duration.ofMillis(1500));
    assertThat(Options.LINGER.parse("1h")).isEqualTo(Duration.ofHours(1));
    assertThat(Options.IPV6.parse("TRUE")).isTrue();
    assertThat(Options.IPV6.parse("1")).isTrue();
    assertThat(Options.IPV6.parse("false")).isFalse();
    assertThat(Options.IPV6.parse("0")).isFalse();
    assertThat(Options.ROUTING_ID.parse("Ann")).isEqualTo(new byte[] {'A', 'n', 'n'});
    assertThat(Options.ROUTING_ID.parse("0x01fF")).isEqualTo(new byte[] {1, (byte) 0xff});
    assertThat(Options.METADATA.parse("X-a:b")).isEqualTo("X-a:b");
  }

  @ParameterizedTest
  @CsvSource({
    "SNDHWM, many",
    "SNDHWM, 1.5",
    "SNDHWM, 99999999999",
    "LINGER, soon",
    "LINGER, s",
    "LINGER, 5 d",
    "LINGER, 1e99h",
    "IPV6, 2",
    "IPV6, yes",
    "ROUTING_ID, 0xabc",
    "ROUTING_ID, 0xzz",
    "MAXMSGSIZE, ''"
  })
  void textThatIsNoValueIsRefused(String name, String text) {
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> Options.named(name).parse(text))
        .withMessageContaining(name)
        .withMessageContaining("\"" + text + "\"")
        .withMessageContaining("use ");
  }

  @Test
  void bytesAreReadAsLibzmqDoes() {
    assertThat(Options.IPV6.fromBytes(Options.SNDHWM.toBytes(1))).isTrue();
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> Options.IPV6.fromBytes(Options.SNDHWM.toBytes(2)))
        .withMessageContaining("IPV6")
        .withMessageContaining("2");
    assertThat(Options.LINGER.fromBytes(Options.SNDHWM.toBytes(-1))).isEqualTo(Options.FOREVER);
    assertThat(Options.LINGER.toBytes(Duration.ofDays(100)))
        .isEqualTo(Options.SNDHWM.toBytes(Integer.MAX_VALUE));
    assertThat(Options.AFFINITY.fromBytes(Options.AFFINITY.toBytes(1L << 40))).isEqualTo(1L << 40);
  }

  private static <T> void assertRefused(Option<T> option, T value, String shown, String remedy) {
    SocketType<?> type =
        SocketType.all().stream().filter(option::appliesTo).findFirst().orElseThrow();
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> option.check(type, value))
        .withMessageContaining(option.name())
        .withMessageContaining(shown)
        .withMessageContaining(remedy);
  }

  @Test
  void valuesOutOfRangeAreRefusedWithARemedy() {
    assertRefused(Options.SNDHWM, -1, "-1", "0 or more");
    assertRefused(Options.SNDBUF, -2, "-2", "-1 or more");
    assertRefused(Options.MAXMSGSIZE, -2L, "-2", "-1 or more");
    assertRefused(Options.TCP_KEEPALIVE, 2, "2", "-1, 0, 1");
    assertRefused(Options.LINGER, Duration.ofMillis(-2), "-2 ms", "-1");
    assertRefused(Options.HANDSHAKE_IVL, Duration.ofMillis(-1), "-1 ms", "0 or more");
    assertRefused(Options.HEARTBEAT_TTL, Duration.ofMillis(6_553_600), "6553600 ms", "6553599");
    assertRefused(Options.ROUTING_ID, new byte[0], "0 bytes", "1 to 255");
    assertRefused(Options.ROUTING_ID, new byte[256], "256 bytes", "1 to 255");
    assertRefused(Options.ROUTING_ID, new byte[] {0, 1}, "0001", "first not 0");
    assertRefused(Options.METADATA, "name:value", "name:value", "X-name:value");
    assertRefused(Options.METADATA, "X-name", "X-name", "X-name:value");
    assertRefused(Options.METADATA, "X-:value", "X-:value", "X-name:value");
    assertRefused(Options.RECONNECT_STOP, 8, "8", "0 to 7");
    assertRefused(Options.MAX_SUBSCRIPTIONS, 0, "0", "1 or more");
    assertRefused(Options.MAX_HANDSHAKES, 0, "0", "1 or more");
  }

  @Test
  void anOptionOfAnotherTypeOfSocketIsRefused() {
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> Options.SUBSCRIBE.check(SocketType.PULL, new byte[0]))
        .withMessageContaining("PULL")
        .withMessageContaining("SUBSCRIBE")
        .withMessageContaining("SUB");
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> Options.REQ_RELAXED.check(SocketType.DEALER, true))
        .withMessageContaining("REQ_RELAXED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EVENTS", "TYPE", "LAST_ENDPOINT", "MECHANISM"})
  void whatCanOnlyBeReadCannotBeSet(String name) {
    Option<?> option = Options.named(name);
    assertThat(option.access()).isEqualTo(Option.Access.GET);
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> checkInitial(option))
        .withMessageContaining(name)
        .withMessageContaining("only be read");
  }

  private static <T> void checkInitial(Option<T> option) {
    option.check(SocketType.PAIR, option.initial());
  }

  // ---- on sockets ----

  @Test
  void aSocketGivesWhatWasSetAndWhatNobodySet() {
    try (Context context = Context.builder().threadNamePrefix("OptionsTest").build()) {
      for (SocketType<?> type : SocketType.all()) {
        try (Socket socket = context.socket(type)) {
          for (Option<?> option : all()) {
            if (option.appliesTo(type) && option.access() == Option.Access.BOTH) {
              assertKept(socket, option);
            }
          }
          assertThat(socket.get(Options.TYPE)).isEqualTo(type.number());
          assertThatExceptionOfType(InvalidOptionException.class)
              .isThrownBy(() -> socket.get(Options.METADATA))
              .withMessageContaining("METADATA");
        }
      }
    }
  }

  private static <T> void assertKept(Socket socket, Option<T> option) {
    T value = socket.get(option);
    boolean lingers = option != Options.LINGER || !socket.type().name().endsWith("SUB");
    assertThat(value).isEqualTo(lingers ? option.initial() : Duration.ZERO);
    if (option != Options.ROUTING_ID) {
      socket.set(option, value);
      assertThat(socket.get(option)).isEqualTo(value);
    }
  }

  @Test
  void aMaskThatLeavesNoThreadIsRefused() {
    try (Context context = Context.builder().ioThreads(2).build();
        Socket socket = context.socket(SocketType.PULL)) {
      socket.set(Options.AFFINITY, 2L);
      socket.set(Options.AFFINITY, 6L);
      assertThatExceptionOfType(InvalidOptionException.class)
          .isThrownBy(() -> socket.set(Options.AFFINITY, 4L))
          .withMessageContaining("2 I/O threads")
          .withMessageContaining("bits of 3");
    }
  }

  @Test
  void anOptionOfOtherTypesIsRefusedWithTheirNames() {
    try (Context context = Context.create();
        Socket socket = context.socket(SocketType.PULL)) {
      assertThatExceptionOfType(InvalidOptionException.class)
          .isThrownBy(() -> socket.get(Options.TOPICS_COUNT))
          .withMessage(
              "a PULL socket has no option TOPICS_COUNT: it belongs to [PUB, SUB, XPUB, XSUB]");
    }
  }

  @Test
  void nothingIsRefusedByName() {
    try (Context context = Context.create();
        Socket socket = context.socket(SocketType.PULL)) {
      assertThatNullPointerException()
          .isThrownBy(() -> socket.set(Options.RCVHWM, null))
          .withMessage("the value of option RCVHWM");
      assertThatNullPointerException().isThrownBy(() -> socket.set(null, 1)).withMessage("option");
      assertThatNullPointerException().isThrownBy(() -> socket.get(null)).withMessage("option");
    }
  }

  @Test
  void everyOptionHasItsPlaceInTheManual() throws IOException {
    Path page =
        Path.of(System.getProperty("nightjar.root", "..")).resolve("docs").resolve("options.md");
    assumeTrue(Files.exists(page), "there is no " + page);
    String text = Files.readString(page);
    assertThat(all())
        .allSatisfy(option -> assertThat(text).containsPattern("\\b" + option.name() + "\\b"));
  }
}
