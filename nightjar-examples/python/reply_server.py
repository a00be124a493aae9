# SPDX-License-Identifier: Apache-2.0
"""Answers requests: reply_server.py [address] [number of requests].

The twin of ReplyServer.java.
"""

import itertools
import sys

import zmq

address = sys.argv[1] if len(sys.argv) > 1 else "tcp://*:5555"
numbers = range(int(sys.argv[2])) if len(sys.argv) > 2 else itertools.count()

with zmq.Context() as context, context.socket(zmq.REP) as socket:
    socket.bind(address)
    print("ready", socket.last_endpoint.decode(), flush=True)
    for _ in numbers:
        request = socket.recv_string()
        print("received", request, flush=True)
        socket.send_string("World from " + request)
