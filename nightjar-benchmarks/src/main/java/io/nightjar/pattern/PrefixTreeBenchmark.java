// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Looking up the subscriptions of a topic. Lives in this package because the tree does. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PrefixTreeBenchmark {
  private static final int SAMPLES = 1024;

  private final PrefixTree<Integer> tree = new PrefixTree<>();
  private final ByteBuffer[] topics = new ByteBuffer[SAMPLES];
  private int next;
  private int found;

  /** How many subscriptions there are. */
  @Param({"10", "1000", "100000", "1000000"})
  public int subscriptions;

  /** For JMH. */
  public PrefixTreeBenchmark() {}

  /** Fills the tree. */
  @Setup
  public void setUp() {
    Random random = new Random(1);
    for (int i = 0; i < subscriptions; i++) {
      tree.put(topic(i), i);
    }
    for (int i = 0; i < SAMPLES; i++) {
      byte[] topic = topic(random.nextInt(subscriptions));
      topics[i] = ByteBuffer.allocate(topic.length + 4).put(topic).putInt(i).flip();
    }
  }

  private static byte[] topic(int number) {
    String text = "market." + number % 97 + ".instrument." + number;
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** All subscriptions that a topic of some 30 bytes matches. */
  @Benchmark
  public int match() {
    ByteBuffer topic = topics[next++ & (SAMPLES - 1)];
    found = 0;
    tree.forEachPrefix(topic, 0, topic.limit(), value -> found++);
    return found;
  }
}
