// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Context;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.WaitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A receiver reads a few connections in turn, more of them through a selector, and leaves many to
 * the event loop.
 */
class ManyPeersTest extends EngineTest {
  private static final int ROUNDS = 3;

  static Stream<Arguments> policiesAndPeers() {
    return Stream.of(WaitPolicy.values())
        .flatMap(policy -> IntStream.of(1, 4, 5, 64, 65).mapToObj(n -> Arguments.of(policy, n)));
  }

  @ParameterizedTest
  @MethodSource("policiesAndPeers")
  void whoWaitsGetsWhatAnyOfThemSends(WaitPolicy policy, int peers) throws Exception {
    try (Context own = Context.builder().threadNamePrefix(prefix).waitPolicy(policy).build()) {
      PullSocket pull = own.socket(PULL);
      String address = pull.bind("tcp://127.0.0.1:0").address();
      List<PushSocket> pushes = new ArrayList<>();
      for (int i = 0; i < peers; i++) {
        PushSocket push = own.socket(PUSH);
        push.connect(address);
        pushes.add(push);
      }
      assertThat(pull.awaitPeers(peers, SOON)).isTrue();
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < peers; i += 3) {
          Call<String> receiver = Call.of(() -> pull.receive().toText());
          Thread.sleep(1); // so that it waits
          pushes.get(i).send("from " + i);
          assertThat(receiver.value(SOON)).isEqualTo("from " + i);
        }
      }
    }
  }
}
