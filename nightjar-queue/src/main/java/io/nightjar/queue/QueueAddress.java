// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a queue is: a scheme, a colon, and what the scheme makes of the rest. Its text leaves out
 * the password, so that it can be logged.
 */
public final class QueueAddress {
  private static final int LAST_PORT = 65_535;

  private final String full;
  private final int colon;

  private QueueAddress(String full, int colon) {
    this.full = full;
    this.colon = colon;
  }

  /** Reads an address; throws {@link IllegalArgumentException} if it has no scheme. */
  public static QueueAddress of(String address) {
    int colon = address.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException(
          "\""
              + address
              + "\" is no address of a queue: write one as scheme:name, as in memory:jobs");
    }
    return new QueueAddress(address, colon);
  }

  /** What stands before the first colon. */
  public String scheme() {
    return full.substring(0, colon);
  }

  /** What stands behind the first colon, with everything that it holds. */
  public String rest() {
    return full.substring(colon + 1);
  }

  /** The address as a URI, for schemes with host, port and path. */
  public URI toUri() {
    URI uri;
    try {
      uri = new URI(full);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(this + " is no URI: " + e.getReason() + escapes(), null);
    }
    if (uri.getHost() == null && full.indexOf('@') >= 0) {
      throw new IllegalArgumentException(this + " names no host" + escapes());
    }
    if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
      throw new IllegalArgumentException(
          this + ": there is no port " + uri.getPort() + "; write one from 1 to " + LAST_PORT);
    }
    return uri;
  }

  /**
   * The address with this password, which may have any characters.
   *
   * @throws IllegalArgumentException if it has one already, or the form of the address has none
   */
  public QueueAddress withPassword(String password) {
    int start = full.indexOf("//", colon) + 2;
    if (start < 2 || !full.startsWith("//", colon + 1)) {
      throw new IllegalArgumentException(this + " has no place for a password; leave it out");
    }
    int at = full.lastIndexOf('@');
    String user = at < start ? "" : full.substring(start, at);
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(this + " has a password already; leave out one of them");
    }
    String escaped = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
    String rest = full.substring(at < start ? start : at + 1);
    return new QueueAddress(full.substring(0, start) + user + ":" + escaped + "@" + rest, colon);
  }

  private String escapes() {
    return full.indexOf('@') < 0
        ? ""
        : "; in a name or a password write @ : / ? # % and a space as"
            + " %40 %3A %2F %3F %23 %25 and %20";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QueueAddress that && full.equals(that.full);
  }

  @Override
  public int hashCode() {
    return full.hashCode();
  }

  /** The address without the password. */
  @Override
  public String toString() {
    int start = full.indexOf("//", colon);
    int at = full.lastIndexOf('@');
    if (start < 0 || at < start) {
      return full;
    }
    int password = full.indexOf(':', start);
    return password < 0 || password > at
        ? full
        : full.substring(0, password) + ":***" + full.substring(at);
  }
}
