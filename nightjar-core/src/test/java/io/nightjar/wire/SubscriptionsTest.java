// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static io.nightjar.wire.Scripts.ascii;
import static io.nightjar.wire.Scripts.command;
import static io.nightjar.wire.Scripts.frame;
import static io.nightjar.wire.Scripts.hex;
import static io.nightjar.wire.Scripts.join;
import static io.nightjar.wire.Scripts.toArray;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SubscriptionsTest {
  private static final int[] SIZES = {0, 1, 245, 246, 247, 253, 254, 255, 256};

  @Test
  void areCommandsFor31() {
    for (int size : SIZES) {
      byte[] topic = new byte[size];
      assertThat(toArray(Subscriptions.frame(ProtocolVersion.V3_1, true, topic)))
          .isEqualTo(command("SUBSCRIBE", topic));
      assertThat(toArray(Subscriptions.frame(ProtocolVersion.V3_1, false, topic)))
          .isEqualTo(command("CANCEL", topic));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "V3_1")
  void areMessagesForOlderPeers(ProtocolVersion version) {
    for (int size : SIZES) {
      byte[] topic = new byte[size];
      assertThat(toArray(Subscriptions.frame(version, true, topic)))
          .isEqualTo(frame(0, join(hex("01"), topic)));
      assertThat(toArray(Subscriptions.frame(version, false, topic)))
          .isEqualTo(frame(0, join(hex("00"), topic)));
    }
  }

  @Test
  void saysWhichTopic() {
    assertThat(toArray(Subscriptions.frame(ProtocolVersion.V3_0, true, ascii("abc"))))
        .isEqualTo(hex("00 04 01 616263"));
  }
}
