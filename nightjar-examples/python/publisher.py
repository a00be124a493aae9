# SPDX-License-Identifier: Apache-2.0
"""Publishes on three topics: publisher.py [address] [number of rounds].

The twin of Publisher.java.

An XPUB is a PUB that also sees subscriptions: that is how it waits for its first subscriber.
"""

import sys

import zmq

address = sys.argv[1] if len(sys.argv) > 1 else "tcp://*:5556"
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5

with zmq.Context() as context, context.socket(zmq.XPUB) as socket:
    socket.bind(address)
    print("ready", socket.last_endpoint.decode(), flush=True)
    if not socket.poll(60_000):
        sys.exit("no subscriber came within a minute")
    socket.recv()
    for i in range(rounds):
        socket.send_multipart([b"news.sports", b"result %d" % i])
        socket.send_multipart([b"news.weather", b"forecast %d" % i])
        socket.send_multipart([b"alerts", b"alert %d" % i])
    print("sent", 3 * rounds, flush=True)
