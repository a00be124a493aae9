// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.doctor;

import io.nightjar.Context;
import java.util.List;

/** Something that can be right or wrong with a machine. */
interface Check {
  /** Looks and tells. Takes some seconds at most. */
  List<Finding> examine(Context context) throws Exception;
}
