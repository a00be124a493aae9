// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.PayloadTooLargeException;
import io.nightjar.queue.QueueSettingsException;
import io.nightjar.queue.WorkQueue;
import org.junit.jupiter.api.Test;

/** What is refused alike by every broker. */
public abstract class FaultContract {
  /** For subclasses. */
  protected FaultContract() {}

  /** The queue of this test, which may be there already. */
  protected abstract WorkQueue.Builder<String> queue();

  @Test
  void anotherClientWithOtherSettingsIsRefused() {
    try (WorkQueue<String> queue = queue().capacity(10).open()) {
      assertThat(queue.settings().capacity()).isEqualTo(10);
      assertThatThrownBy(() -> queue().capacity(11).open())
          .isInstanceOf(QueueSettingsException.class)
          .hasMessageContaining("capacity is 10 there and 11 was asked for");
    }
  }

  @Test
  void aPayloadOverTheBoundIsRefused() throws Exception {
    try (WorkQueue<String> queue = queue().maxPayload(3).open()) {
      assertThatThrownBy(() -> queue.put("four"))
          .isInstanceOf(PayloadTooLargeException.class)
          .hasMessageContaining("maxPayload");
      queue.put("abc");
      assertThat(queue.take()).isEqualTo("abc");
    }
  }
}
