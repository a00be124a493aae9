// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchesTest {
  private final Matches matches = new Matches();
  private final List<Subscriber> peers =
      IntStream.range(0, 20).mapToObj(i -> new Subscriber(FakeSocket.pipe("peer " + i))).toList();

  private List<Subscriber> found() {
    List<Subscriber> list = new ArrayList<>();
    for (int i = 0; i < matches.size(); i++) {
      list.add(matches.get(i));
    }
    return list;
  }

  @Test
  void holdsAnyNumber() {
    peers.forEach(matches::add);
    assertThat(found()).isEqualTo(peers);
  }

  @Test
  void holdsNothingOfTheMessageBefore() {
    peers.forEach(matches::add);
    matches.clear();
    peers.subList(3, 5).forEach(matches::add);
    assertThat(found()).isEqualTo(peers.subList(3, 5));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> matches.get(2));
  }

  @Test
  void aPeerThatIsGoneIsNotHeld() {
    peers.forEach(matches::add);
    matches.forget(peers.get(7));
    assertThat(matches.size()).isZero();
    peers.subList(0, 7).forEach(matches::add);
    peers.subList(8, 20).forEach(matches::add);
    assertThat(found()).hasSize(19).doesNotContain(peers.get(7));
  }
}
