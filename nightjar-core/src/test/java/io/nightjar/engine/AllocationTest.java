// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;

import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.WaitPolicy;
import io.nightjar.engine.CostMeter.Figure;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sending and receiving buffers makes no garbage: neither the callers nor the library's threads.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AllocationTest extends EngineTest {
  private static final int MESSAGES = 1_000_000;
  private static final int ROUND_TRIPS = 200;

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(100);
  }

  @OverAllTransports
  void aMillionMessagesAllocateNothing(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, endpoint);
    ByteBuffer out = buffer();
    ByteBuffer in = buffer();
    new CostMeter(context, push, pull)
        .cheapest(
            1, 1, MESSAGES, MESSAGES, () -> push.send(out.clear()), () -> pull.receive(in.clear()))
        .expect(Figure.BYTES, 250); // no object for each, nor for 60
  }

  @ParameterizedTest
  @CsvSource({"BLOCK, tcp://127.0.0.1:0", "ADAPTIVE, tcp://127.0.0.1:0", "SPIN, tcp://127.0.0.1:0"})
  @CsvSource({"BLOCK, inproc://here", "ADAPTIVE, inproc://here", "SPIN, inproc://here"})
  void neitherDoRoundTripsHoweverTheyWait(WaitPolicy policy, String endpoint) throws Exception {
    Context own = Context.builder().threadNamePrefix(prefix).waitPolicy(policy).build();
    try {
      ReqSocket req = own.socket(REQ);
      RepSocket rep = own.socket(REP);
      link(rep, req, endpoint);
      new CostMeter(own, req, rep)
          .cheapest(
              3,
              5,
              ROUND_TRIPS,
              ROUND_TRIPS,
              CostMeter.asking(req, req, buffer()),
              CostMeter.answering(rep, rep, buffer()))
          .expect(Figure.BYTES, 2000);
    } finally {
      own.close(Duration.ZERO);
    }
  }

  @OverAllTransports
  void neitherDoThoseOfDealers(String endpoint) throws Exception {
    DealerSocket one = socket(DEALER);
    DealerSocket other = socket(DEALER);
    link(other, one, endpoint);
    new CostMeter(context, one, other)
        .cheapest(
            3,
            5,
            ROUND_TRIPS,
            ROUND_TRIPS,
            CostMeter.asking(one, one, buffer()),
            CostMeter.answering(other, other, buffer()))
        .expect(Figure.BYTES, 2000);
  }
}
