// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTreeTest {
  private final PrefixTree<Integer> tree = new PrefixTree<>();

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static String random(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(6);
    for (int i = 0; i < length; i++) {
      text.append("abc\u00ff".charAt(random.nextInt(4)));
    }
    return text.toString();
  }

  private List<Integer> prefixes(String text) {
    List<Integer> found = new ArrayList<>();
    tree.forEachPrefix(ByteBuffer.wrap(bytes(text)), 0, text.length(), found::add);
    return found;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithAPlainMap(long seed) {
    Random random = new Random(seed);
    Map<String, Integer> model = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      String key = random(random);
      if (random.nextInt(100) < 45) {
        tree.put(bytes(key), i);
        model.put(key, i);
      } else {
        tree.remove(bytes(key));
        model.remove(key);
      }
      assertThat(tree.size()).isEqualTo(model.size());
      String text = random(random);
      assertThat(tree.get(bytes(text))).isEqualTo(model.get(text));
      List<Integer> expected = new ArrayList<>();
      for (int j = 0; j <= text.length(); j++) {
        Integer value = model.get(text.substring(0, j));
        if (value != null) {
          expected.add(value);
        }
      }
      assertThat(prefixes(text)).isEqualTo(expected);
      assertThat(tree.hasPrefix(ByteBuffer.wrap(bytes(text)), 0, text.length()))
          .isEqualTo(!expected.isEmpty());
    }
    Map<String, Integer> left = new TreeMap<>();
    tree.forEach(
        (key, value) ->
            left.put(new String(key, java.nio.charset.StandardCharsets.ISO_8859_1), value));
    assertThat(left).isEqualTo(model);
    tree.removeIf((key, value) -> value % 2 == 0);
    model.values().removeIf(value -> value % 2 == 0);
    assertThat(tree.size()).isEqualTo(model.size());
    tree.removeIf((key, value) -> true);
    assertThat(tree.size()).isZero();
    assertThat(prefixes("abcabc")).isEmpty();
  }

  @Test
  void findsTheEmptyKeyForEveryString() {
    tree.put(bytes(""), 1);
    assertThat(prefixes("")).containsExactly(1);
    assertThat(prefixes("anything")).containsExactly(1);
  }

  /** A peer decides how deep the tree is: every topic that begins with another one is a level. */
  @Test
  void isAsDeepAsPeersLike() {
    int depth = 30_000;
    byte[] key = new byte[depth];
    Arrays.fill(key, (byte) 'a');
    for (int i = 0; i <= depth; i++) {
      tree.put(Arrays.copyOf(key, i), i);
    }
    tree.remove(key);
    assertThat(tree.size()).isEqualTo(depth);
    int[] longest = {0};
    tree.removeIf(
        (topic, value) -> {
          longest[0] = Math.max(longest[0], value);
          return true;
        });
    assertThat(longest[0]).isEqualTo(depth - 1);
    assertThat(tree.size()).isZero();
    assertThat(tree.hasPrefix(ByteBuffer.wrap(key), 0, depth)).isFalse();
  }
}
