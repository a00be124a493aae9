// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.doctor;

/**
 * What one check found.
 *
 * @param verdict how it is
 * @param subject what was checked
 * @param detail what was found
 * @param remedy what to do about it; empty if nothing
 */
record Finding(Verdict verdict, String subject, String detail, String remedy) {
  /** How it is. */
  enum Verdict {
    /** As it should be. */
    OK,
    /** Works, but less than it could. */
    NOTE,
    /** Does not work. */
    FAILED
  }

  static Finding ok(String subject, String detail) {
    return new Finding(Verdict.OK, subject, detail, "");
  }

  static Finding note(String subject, String detail, String remedy) {
    return new Finding(Verdict.NOTE, subject, detail, remedy);
  }

  static Finding failed(String subject, String detail, String remedy) {
    return new Finding(Verdict.FAILED, subject, detail, remedy);
  }

  boolean isFailure() {
    return verdict == Verdict.FAILED;
  }
}
