// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.http;

/** The client sent something that cannot be answered; the text tells it what. */
final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  BadRequestException(int status, String text) {
    super(text);
    this.status = status;
  }

  int status() {
    return status;
  }
}
