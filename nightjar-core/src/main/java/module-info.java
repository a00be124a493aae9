// SPDX-License-Identifier: Apache-2.0
/** ZeroMQ sockets in pure Java, without dependencies. */
module io.nightjar {
  requires static org.jspecify;
  requires jdk.net;

  exports io.nightjar;
  exports io.nightjar.spi;
  exports io.nightjar.pipe;
  exports io.nightjar.wire;

  uses io.nightjar.ContextFactory;
  uses io.nightjar.spi.StreamTransport;

  provides io.nightjar.ContextFactory with
      io.nightjar.engine.EngineContextFactory;
  provides io.nightjar.spi.StreamTransport with
      io.nightjar.transport.tcp.TcpTransport,
      io.nightjar.transport.ipc.IpcTransport;
}
