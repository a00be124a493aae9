// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.doctor;

import io.nightjar.Context;
import io.nightjar.NightjarException;
import io.nightjar.Options;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.SocketType;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sends a request and its reply over each transport. */
final class TransportCheck implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final String QUESTION = "Are you there?";

  @Override
  public List<Finding> examine(Context context) throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        examine(context, "inproc", "inproc://doctor", "report this: it needs nothing but memory"));
    findings.add(
        examine(context, "tcp, IPv4", "tcp://127.0.0.1:*", "let a firewall pass 127.0.0.1"));
    if (hasIpv6()) {
      findings.add(examine(context, "tcp, IPv6", "tcp://[::1]:*", "let a firewall pass ::1"));
    } else {
      findings.add(Finding.note("tcp, IPv6", "this machine has no IPv6 loopback address", ""));
    }
    findings.add(examineIpc(context));
    return findings;
  }

  private static Finding examineIpc(Context context) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("nightjar");
    Path file = folder.resolve("doctor");
    try {
      String remedy = "make " + folder.getParent() + " writable, or name another java.io.tmpdir";
      return examine(context, "ipc", "ipc://" + file, remedy);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static Finding examine(Context context, String name, String address, String remedy)
      throws InterruptedException {
    try (RepSocket rep = context.socket(SocketType.REP);
        ReqSocket req = context.socket(SocketType.REQ)) {
      rep.set(Options.IPV6, true);
      req.set(Options.IPV6, true);
      long start = System.nanoTime();
      String bound = rep.bind(address).address();
      rep.serve(request -> request);
      req.connect(bound);
      String answer = req.request(QUESTION, PATIENCE);
      if (!QUESTION.equals(answer)) {
        return Finding.failed(name, "no answer over " + bound, remedy);
      }
      long micros = (System.nanoTime() - start) / 1000;
      return Finding.ok(name, "request and reply over " + bound + " in " + micros + " µs");
    } catch (NightjarException e) {
      return Finding.failed(name, String.valueOf(e.getMessage()), remedy);
    }
  }

  private static boolean hasIpv6() throws IOException {
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      boolean found =
          each.isLoopback() && each.inetAddresses().anyMatch(Inet6Address.class::isInstance);
      if (found) {
        return true;
      }
    }
    return false;
  }
}
