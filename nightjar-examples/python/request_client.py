# SPDX-License-Identifier: Apache-2.0
"""Asks a reply server: request_client.py [address] [number of requests].

The twin of RequestClient.java.
"""

import sys

import zmq

address = sys.argv[1] if len(sys.argv) > 1 else "tcp://localhost:5555"
count = int(sys.argv[2]) if len(sys.argv) > 2 else 5

with zmq.Context() as context, context.socket(zmq.REQ) as socket:
    socket.connect(address)
    for i in range(count):
        socket.send_string(f"Hello {i}")
        print("received", socket.recv_string(), flush=True)
