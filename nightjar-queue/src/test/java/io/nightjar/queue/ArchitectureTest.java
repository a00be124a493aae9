// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** The API knows nobody; what kinds of queues implement knows it; kinds know both, and no other. */
@AnalyzeClasses(packages = "io.nightjar.queue", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String API = "io.nightjar.queue";
  private static final String SPI = "io.nightjar.queue.spi..";

  @ArchTest static final ArchRule apiKnowsNobody = mayKnow(resideInAPackage(API), API);

  @ArchTest static final ArchRule spiKnowsTheApi = mayKnow(resideInAPackage(SPI), SPI, API);

  @ArchTest
  static final ArchRule frontKnowsNoKind =
      mayKnow(resideInAPackage("io.nightjar.queue.front.."), "io.nightjar.queue.front..", SPI, API);

  @ArchTest
  static final ArchRule memoryKnowsNoOtherKind =
      mayKnow(
          resideInAPackage("io.nightjar.queue.memory.."), "io.nightjar.queue.memory..", SPI, API);

  @ArchTest
  static final ArchRule fileKnowsNoOtherKind =
      mayKnow(resideInAPackage("io.nightjar.queue.file.."), "io.nightjar.queue.file..", SPI, API);

  @ArchTest
  static final ArchRule redisKnowsNoOtherKind =
      mayKnow(resideInAPackage("io.nightjar.queue.redis.."), "io.nightjar.queue.redis..", SPI, API);

  @ArchTest
  static final ArchRule amqpKnowsNoOtherKind =
      mayKnow(resideInAPackage("io.nightjar.queue.amqp.."), "io.nightjar.queue.amqp..", SPI, API);

  @ArchTest
  static final ArchRule socketKnowsNoOtherKind =
      mayKnow(
          resideInAPackage("io.nightjar.queue.socket.."), "io.nightjar.queue.socket..", SPI, API);

  private static ArchRule mayKnow(DescribedPredicate<JavaClass> layer, String... known) {
    return ArchRuleDefinition.noClasses()
        .that(layer)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.nightjar.queue..")
                .and(DescribedPredicate.not(resideInAnyPackage(known)))
                .as("are in another layer"));
  }
}
