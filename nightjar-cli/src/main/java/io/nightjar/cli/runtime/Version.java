// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import io.nightjar.Context;
import picocli.CommandLine.IVersionProvider;

/** The versions of Nightjar and of what it runs on. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"nightjar " + nightjar(), "Java " + java()};
  }

  /** The version of the library. */
  public static String nightjar() {
    String version = Context.class.getPackage().getImplementationVersion();
    return version == null ? "(development build)" : version;
  }

  /** The version and maker of the JVM. */
  public static String java() {
    return System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ")";
  }
}
