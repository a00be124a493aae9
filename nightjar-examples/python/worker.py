# SPDX-License-Identifier: Apache-2.0
"""Takes tasks of a pusher: worker.py [address] [number of tasks].

The twin of Worker.java.
"""

import itertools
import sys

import zmq

address = sys.argv[1] if len(sys.argv) > 1 else "tcp://localhost:5557"
numbers = range(int(sys.argv[2])) if len(sys.argv) > 2 else itertools.count()

with zmq.Context() as context, context.socket(zmq.PULL) as socket:
    socket.connect(address)
    for _ in numbers:
        print("did", socket.recv_string(), flush=True)
