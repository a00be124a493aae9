// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.tcp;

import io.nightjar.InvalidEndpointException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * A host and a port as written in an endpoint: {@code name:1}, {@code 10.0.0.1:1}, {@code [::1]:1},
 * {@code eth0:1}, {@code *:*}.
 *
 * @param host the part before the port, without brackets
 * @param port the port; 0 for {@code *}
 */
record TcpAddress(String host, int port) {
  private static final int MAX_PORT = 65_535;
  private static final Pattern LITERAL =
      Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%\\w]*");

  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}");

  static TcpAddress parse(String endpoint, String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw malformed(endpoint, "it has no port: write tcp://host:port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw malformed(endpoint, "write an IPv6 address in brackets: tcp://[::1]:port");
    }
    if (NUMBERS.matcher(host).matches() && !IPV4.matcher(host).matches()) {
      throw malformed(endpoint, host + " is no IPv4 address: write four numbers from 0 to 255");
    }
    if (host.isEmpty()) {
      throw malformed(endpoint, "it has no host: write * for every interface");
    }
    return new TcpAddress(host, parsePort(endpoint, text.substring(colon + 1)));
  }

  private static int parsePort(String endpoint, String text) {
    if (text.equals("*")) {
      return 0;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new InvalidEndpointException(
          "malformed endpoint "
              + endpoint
              + ": the port \""
              + text
              + "\" is not a number: write 1 to 65535",
          e);
    }
    throw malformed(endpoint, "the port " + text + " is too large or negative: write 1 to 65535");
  }

  private static InvalidEndpointException malformed(String endpoint, String remedy) {
    return new InvalidEndpointException("malformed endpoint " + endpoint + ": " + remedy);
  }

  boolean isAnyHost() {
    return host.equals("*");
  }

  /** Whether the host is an address as numbers, which no name server need be asked for. */
  boolean isLiteral() {
    return LITERAL.matcher(host).matches();
  }

  /** An address as endpoints write it. */
  static String show(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip.getHostAddress();
    if (ip instanceof Inet6Address && (ip.isLoopbackAddress() || ip.isAnyLocalAddress())) {
      // The short form, as every other program writes it.
      host = ip.isLoopbackAddress() ? "::1" : "::";
    }
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
