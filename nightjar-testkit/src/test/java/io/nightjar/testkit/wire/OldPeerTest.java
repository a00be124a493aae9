// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.PULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.PullSocket;
import io.nightjar.testkit.RawPeer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer of ZMTP 1.0 sends everything in one breath and then nothing more. */
final class OldPeerTest extends WireTest {
  /** A frame of ZMTP 1.0, the last of its message. */
  private static byte[] frame(int size) {
    ByteBuffer frame =
        size + 1 < 255
            ? ByteBuffer.allocate(2 + size).put((byte) (size + 1))
            : ByteBuffer.allocate(10 + size).put((byte) 0xff).putLong(size + 1);
    return frame.array();
  }

  @ParameterizedTest(name = "{0} bytes each")
  @ValueSource(ints = {1, 100, 1000, 5000, 60_000})
  void everythingArrives(int size) throws Exception {
    PullSocket pull = socket(PULL);
    RawPeer raw = rawTo(pull);
    int count = Math.max(5, 20_000 / size);
    ByteBuffer all = ByteBuffer.allocate(2 + count * (10 + size));
    all.put(frame(0));
    for (int i = 0; i < count; i++) {
      all.put(frame(size));
    }
    raw.send(Arrays.copyOf(all.array(), all.position()));
    for (int i = 0; i < count; i++) {
      assertThat(receive(pull).length(0)).as("message %s", i).isEqualTo(size);
    }
  }
}
