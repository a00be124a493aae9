// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.doctor;

import io.nightjar.Context;
import io.nightjar.cli.child.Python;
import java.util.List;

/** Whether there is a Python to talk to. Nightjar itself needs none. */
final class PythonCheck implements Check {
  @Override
  public List<Finding> examine(Context context) throws InterruptedException {
    Python python = Python.find();
    return List.of(
        python == null
            ? Finding.note("Python", "no Python with pyzmq", Python.REMEDY)
            : Finding.ok("Python", python.version() + " (" + python.command() + ")"));
  }
}
