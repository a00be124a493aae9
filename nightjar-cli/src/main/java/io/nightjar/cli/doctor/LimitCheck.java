// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.nightjar.Context;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How much of the machine this process may use. */
final class LimitCheck implements Check {
  private static final long FEW_FILES = 4096;
  private static final long MEBIBYTE = 1 << 20;

  @Override
  public List<Finding> examine(Context context) {
    List<Finding> findings = new ArrayList<>();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      findings.add(openFiles(system));
    }
    findings.add(Finding.ok("Direct memory", directMemory() / MEBIBYTE + " MiB at most"));
    findings.add(Finding.ok("Cores", Integer.toString(Runtime.getRuntime().availableProcessors())));
    return findings;
  }

  private static Finding openFiles(UnixOperatingSystemMXBean system) {
    long limit = system.getMaxFileDescriptorCount();
    String detail = limit + " at most, " + system.getOpenFileDescriptorCount() + " used";
    return limit < FEW_FILES
        ? Finding.note(
            "Open files", detail, "a connection takes one: 'ulimit -n 65536' allows more")
        : Finding.ok("Open files", detail);
  }

  private static long directMemory() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long set = jvm == null ? 0 : Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
    return set > 0 ? set : Runtime.getRuntime().maxMemory();
  }
}
