# SPDX-License-Identifier: Apache-2.0
"""Deals out tasks: pusher.py [address] [number of tasks].

The twin of Pusher.java.
"""

import sys

import zmq

address = sys.argv[1] if len(sys.argv) > 1 else "tcp://*:5557"
count = int(sys.argv[2]) if len(sys.argv) > 2 else 10

with zmq.Context() as context, context.socket(zmq.PUSH) as socket:
    socket.bind(address)
    print("ready", socket.last_endpoint.decode(), flush=True)
    for i in range(count):
        socket.send_string(f"task {i}")  # waits while there is no worker
print("sent", count, flush=True)  # closing the context waited for the delivery
