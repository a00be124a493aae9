// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/**
 * Dependencies run one way: API and wire know nobody, the contracts know those two, plug-ins know
 * the contracts and never each other, and only the engine knows everybody.
 */
@AnalyzeClasses(packages = "io.nightjar", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String API = "io.nightjar";
  private static final String WIRE = "io.nightjar.wire..";
  private static final String SPI = "io.nightjar.spi..";
  private static final String PIPE = "io.nightjar.pipe..";
  private static final String PATTERN = "io.nightjar.pattern..";
  private static final String TRANSPORT = "io.nightjar.transport..";
  private static final String SECURITY = "io.nightjar.security..";
  private static final String ENGINE = "io.nightjar.engine..";

  /** It finds its implementation as a service, through {@link java.util.ServiceLoader}. */
  @ArchTest static final ArchRule apiKnowsNobody = only(API).mayKnow();

  @ArchTest static final ArchRule wireKnowsNobody = only(WIRE).mayKnow();

  @ArchTest static final ArchRule spiKnowsApiWireAndPipe = only(SPI).mayKnow(API, WIRE, PIPE);

  @ArchTest static final ArchRule pipeKnowsApiAndWire = only(PIPE).mayKnow(API, WIRE);

  @ArchTest
  static final ArchRule patternsKnowContracts = only(PATTERN).mayKnow(API, WIRE, SPI, PIPE);

  @ArchTest
  static final ArchRule transportsKnowContracts = only(TRANSPORT).mayKnow(API, WIRE, SPI, PIPE);

  @ArchTest
  static final ArchRule securityKnowsContracts = only(SECURITY).mayKnow(API, WIRE, SPI, PIPE);

  @ArchTest
  static final ArchRule transportsDoNotKnowOneAnother = strangers("io.nightjar.transport.(*)..");

  @ArchTest
  static final ArchRule mechanismsDoNotKnowOneAnother = strangers("io.nightjar.security.(*)..");

  @ArchTest
  static final ArchRule nobodyKnowsTheEngine =
      ArchRuleDefinition.noClasses()
          .that(
              resideInAPackage("io.nightjar..")
                  .and(DescribedPredicate.not(resideInAPackage(ENGINE))))
          .should()
          .dependOnClassesThat(resideInAPackage(ENGINE))
          .allowEmptyShould(true);

  private static Layer only(String layer) {
    return new Layer(layer);
  }

  private static ArchRule strangers(String slices) {
    return slices().matching(slices).should().notDependOnEachOther().allowEmptyShould(true);
  }

  private record Layer(String name) {
    ArchRule mayKnow(String... layers) {
      DescribedPredicate<JavaClass> known = resideInAnyPackage(layers).or(resideInAPackage(name));
      return ArchRuleDefinition.noClasses()
          .that(resideInAPackage(name))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.nightjar..")
                  .and(DescribedPredicate.not(known))
                  .as("are in another layer than " + name + " and " + String.join(", ", layers)))
          .allowEmptyShould(true);
    }
  }
}
