// SPDX-License-Identifier: Apache-2.0
package io.nightjar.transport.tcp;

import io.nightjar.InvalidEndpointException;
import io.nightjar.spi.OptionValues;
import io.nightjar.spi.StreamTransport;

/** The tcp transport (RFC 23, section on TCP). */
public final class TcpTransport implements StreamTransport {
  /** For the service loader. */
  public TcpTransport() {}

  @Override
  public String scheme() {
    return "tcp";
  }

  @Override
  public Listener listen(String address, OptionValues options) {
    return TcpListener.open(TcpAddress.parse("tcp://" + address, address), address, options);
  }

  @Override
  public Dialer dialer(String address, OptionValues options) {
    String endpoint = "tcp://" + address;
    int semicolon = address.indexOf(';');
    TcpAddress source =
        semicolon < 0 ? null : TcpAddress.parse(endpoint, address.substring(0, semicolon));
    TcpAddress target = TcpAddress.parse(endpoint, address.substring(semicolon + 1));
    if (target.isAnyHost() || target.port() == 0) {
      throw new InvalidEndpointException(
          "cannot connect to " + endpoint + ": name a host and a port, wildcards are for bind");
    }
    return new TcpDialer(endpoint, source, target, options);
  }
}
