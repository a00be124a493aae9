// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static java.util.Map.entry;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Where message bytes are copied. A second copy of each message costs no system call, no garbage
 * and no wake-up, so nothing that is counted while messages flow shows it; but it stands in the
 * code. Whoever adds a copy says here why it has to be.
 */
class CopiesTest {
  private static final Map<String, Long> EXPECTED =
      Map.ofEntries(
          // Into the queue, once: an array, a buffer, and either of them above 16 MiB.
          entry("FrameQueue.copy", 1L),
          entry("FrameQueue.put", 3L),
          // Out of it, once.
          entry("FrameReader.toArray", 1L),
          entry("FrameReader.copyTo", 1L),
          // Of what a channel brought: an incomplete frame that goes on in another chunk, what came
          // with the handshake or by way of the loop's own buffer, and frames above 16 MiB.
          entry("FrameIntake.restart", 1L),
          entry("FrameIntake.roll", 1L),
          entry("FrameIntake.take", 1L),
          entry("FrameIntake.beginLarge", 1L),
          entry("FrameIntake.fillLarge", 1L),
          entry("FrameIntake.roomy", 1L),
          // Commands taken out from between messages.
          entry("FrameIntake.scan", 1L),
          // A partly written message, so that those behind it can be dropped.
          entry("FrameOutlet.keep", 1L),
          // Between buffers of the caller and objects: to return a message that does not fit.
          entry("OfBuffer.bytes", 1L),
          entry("OfArray.bytes", 1L),
          entry("ToBuffer.take", 1L),
          // Peers of ZMTP 1.0.
          entry("V1Channel.push", 1L),
          // Options and subscriptions, which are no messages.
          entry("OptionTable.set", 1L),
          entry("Held.prefix", 1L),
          entry("PubPattern.optionChanged", 1L),
          entry("SubPattern.add", 1L),
          entry("SubPattern.remove", 1L),
          entry("SubscriberCore.subscribe", 1L),
          entry("PubPattern.notifyOf", 1L),
          entry("PubPattern.subscription", 1L),
          entry("PubPattern.upstream", 1L),
          entry("SubPattern.note", 1L),
          entry("SubPattern.tell", 1L),
          entry("XSub.isSubscription", 2L));

  private static final Set<String> NOT_BYTES_OF_MESSAGES =
      Set.of("PrefixTree", "Node", "PipeRing", "Way");

  private static boolean copiesBytes(JavaMethodCall call) {
    AccessTarget.MethodCallTarget target = call.getTarget();
    JavaClass owner = target.getOwner();
    if (owner.isEquivalentTo(System.class)) {
      return target.getName().equals("arraycopy");
    }
    if (owner.getName().equals("[B")) {
      return target.getName().equals("clone");
    }
    boolean bulk =
        target.getRawParameterTypes().stream()
            .anyMatch(
                type -> type.isEquivalentTo(byte[].class) || type.isEquivalentTo(ByteBuffer.class));
    boolean copier =
        owner.isEquivalentTo(java.util.Arrays.class) && target.getName().startsWith("copyOf");
    boolean buffer =
        owner.isAssignableTo(ByteBuffer.class)
            && (target.getName().equals("put") || target.getName().equals("get"));
    return bulk && (copier || buffer);
  }

  private static String place(JavaMethodCall call) {
    return call.getOriginOwner().getSimpleName() + "." + call.getOrigin().getName();
  }

  @Test
  void messagesAreCopiedOnlyWhereTheyHaveToBe() {
    Map<String, Long> copies =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(
                    "io.nightjar.pipe",
                    "io.nightjar.engine",
                    "io.nightjar.pattern",
                    "io.nightjar.spi")
                .stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(
                    call -> !NOT_BYTES_OF_MESSAGES.contains(call.getOriginOwner().getSimpleName()))
                .filter(CopiesTest::copiesBytes)
                .collect(groupingBy(CopiesTest::place, TreeMap::new, counting()));
    assertThat(copies).containsExactlyInAnyOrderEntriesOf(EXPECTED);
  }
}
