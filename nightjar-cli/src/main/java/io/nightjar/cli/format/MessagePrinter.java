// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import io.nightjar.Message;
import io.nightjar.Receiver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Prints messages, a line each. Lines wait in memory only while more messages are at hand. */
public final class MessagePrinter {
  private static final int USUAL_LINE = 256;

  private final LineFormat format;
  private final OutputStream out;
  private final boolean quiet;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(USUAL_LINE);

  /** Makes a printer to a buffered stream; a quiet one prints nothing. */
  public MessagePrinter(LineFormat format, OutputStream out, boolean quiet) {
    this.format = format;
    this.out = out;
    this.quiet = quiet;
  }

  /** Takes the next message from a socket; before it waits, what was printed is shown. */
  public Message next(Receiver receiver) throws IOException, InterruptedException {
    Message message = receiver.tryReceive();
    if (message != null) {
      return message;
    }
    flush();
    return receiver.receive();
  }

  /** Prints a message; {@link #flush} or the next wait shows it. */
  public void print(Message message) throws IOException {
    if (quiet) {
      return;
    }
    line.reset();
    format.append(message, line);
    line.write('\n');
    try {
      line.writeTo(out);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Shows what was printed. */
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private static IOException cannotWrite(IOException e) {
    return new IOException("cannot write to standard output: " + e.getMessage(), e);
  }
}
