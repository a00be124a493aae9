// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.doctor;

import io.nightjar.Context;
import io.nightjar.cli.runtime.Version;
import java.util.List;

/** What runs here. */
final class VersionCheck implements Check {
  @Override
  public List<Finding> examine(Context context) {
    String os =
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch");
    return List.of(
        Finding.ok("Nightjar", Version.nightjar()),
        Finding.ok("Java", Version.java()),
        Finding.ok("System", os));
  }
}
