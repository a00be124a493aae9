// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.examples.modelserver.front.Tally;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the terminal shows. */
class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void aTerminalHasOneLineThatIsWrittenAgain() {
    Screen screen = new Screen(out, 7);
    screen.live("first");
    screen.live("second line");
    screen.line("java-1 died");
    assertThat(shown()).isEqualTo("\r\u001b[Kfirst\r\u001b[Ksecond\r\u001b[Kjava-1 died\n");
  }

  @Test
  void aFileHasALineEachTime() {
    Screen screen = new Screen(out, 0);
    screen.live("first");
    screen.line("java-1 died");
    assertThat(shown()).isEqualTo("first\njava-1 died\n");
  }

  @Test
  void aLineTellsOfTheTimeSinceTheOneBefore() {
    LiveLine line = new LiveLine(new Tally(), 0);
    assertThat(line.next(1_000_000_000, 3, 4))
        .isEqualTo("  1 s      0/s  p50 0.0 p99 0.0 ms  ready 3 in progress 4 ");
  }

  @Test
  void sharesAreParts() {
    assertThat(Shares.of(new TreeMap<>(Map.of("java-1", 3L, "python-1", 1L))))
        .isEqualTo("  java-1 75%  python-1 25%");
    assertThat(Shares.of(Map.of("java-1", 0L))).isEqualTo("  java-1 0%");
  }
}
