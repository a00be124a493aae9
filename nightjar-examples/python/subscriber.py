# SPDX-License-Identifier: Apache-2.0
"""Takes some topics of a publisher: subscriber.py [address] [topic] [number].

The twin of Subscriber.java.
"""

import sys

import zmq

address = sys.argv[1] if len(sys.argv) > 1 else "tcp://localhost:5556"
topic = sys.argv[2] if len(sys.argv) > 2 else "news."
count = int(sys.argv[3]) if len(sys.argv) > 3 else 10

with zmq.Context() as context, context.socket(zmq.SUB) as socket:
    socket.subscribe(topic)
    socket.connect(address)
    for _ in range(count):
        name, body = socket.recv_multipart()
        print(f"{name.decode()}: {body.decode()}", flush=True)
