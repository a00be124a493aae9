// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.spi.StreamTransport;
import io.nightjar.testkit.PatternContract;
import io.nightjar.testkit.StreamTransportContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ipc, as a transport and under the patterns. */
final class IpcContractTest {
  @TempDir private Path folder;
  private int count;

  private String path() {
    return folder.resolve("socket " + count++).toString();
  }

  @Nested
  final class Transport extends StreamTransportContract {
    @Override
    protected StreamTransport transport() {
      return Transports.named("ipc");
    }

    @Override
    protected String freeAddress() {
      return path();
    }

    @Override
    protected String deadAddress() {
      return folder.resolve("nobody").toString();
    }

    @Override
    protected List<String> malformedAddresses() {
      return List.of("");
    }

    @Test
    void aListenerRemovesItsFileOnClose() {
      String path = path();
      transport().listen(path, options()).close();
      assertThat(Path.of(path)).doesNotExist();
    }
  }

  @Nested
  final class Patterns extends PatternContract {
    @Override
    protected String freeEndpoint() {
      return "ipc://" + path();
    }
  }
}
