// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.contract;

import io.nightjar.spi.StreamTransport;
import io.nightjar.testkit.PatternContract;
import io.nightjar.testkit.StreamTransportContract;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** tcp, as a transport and under the patterns. */
final class TcpContractTest {
  @Nested
  final class Transport extends StreamTransportContract {
    @Override
    protected StreamTransport transport() {
      return Transports.named("tcp");
    }

    @Override
    protected String freeAddress() {
      return "127.0.0.1:*";
    }

    @Override
    protected String deadAddress() {
      return "127.0.0.1:1";
    }

    @Override
    protected List<String> malformedAddresses() {
      return List.of("", "127.0.0.1", "127.0.0.1:", "127.0.0.1:port", "127.0.0.1:65536", ":-1");
    }
  }

  @Nested
  final class Patterns extends PatternContract {
    @Override
    protected String freeEndpoint() {
      return "tcp://127.0.0.1:*";
    }
  }
}
