# SPDX-License-Identifier: Apache-2.0
"""A libzmq that does what it is told, line by line: see ProcessPeer.java."""
import functools
import hashlib
import sys

import zmq

context = zmq.Context()
sockets = {}


@functools.lru_cache(maxsize=16)
def patterned(size, seed):
    return bytes(((i * 31 + (i >> 8) * 7 + seed) & 0xFF) for i in range(size))


def decode(word):
    if word == "-":
        return b""
    if word.startswith("@"):
        size, seed = word[1:].split(":")
        return patterned(int(size), int(seed))
    return bytes.fromhex(word)


def encode(frame):
    if not frame:
        return "-"
    if len(frame) > 512:
        return "#%d:%s" % (len(frame), hashlib.sha256(frame).hexdigest())
    return frame.hex()


def make(number, kind):
    socket = context.socket(getattr(zmq, kind))
    socket.linger = 0
    socket.sndtimeo = 10000
    sockets[number] = socket


def receive(number, millis):
    if not sockets[number].poll(int(millis), zmq.POLLIN):
        return "none"
    return " ".join(encode(frame) for frame in sockets[number].recv_multipart())


def bind(number, endpoint):
    sockets[number].bind(endpoint)
    return sockets[number].getsockopt_string(zmq.LAST_ENDPOINT)


COMMANDS = {
    "version": zmq.zmq_version,
    "open": make,
    "identity": lambda number, name: sockets[number].setsockopt(zmq.ROUTING_ID, decode(name)),
    "bind": bind,
    "connect": lambda number, endpoint: sockets[number].connect(endpoint),
    "subscribe": lambda number, topic: sockets[number].setsockopt(zmq.SUBSCRIBE, decode(topic)),
    "unsubscribe": lambda number, topic: sockets[number].setsockopt(zmq.UNSUBSCRIBE, decode(topic)),
    "send": lambda number, *frames: sockets[number].send_multipart([decode(f) for f in frames]),
    "receive": receive,
    "close": lambda number: sockets.pop(number).close(),
}

for line in sys.stdin:
    command, *arguments = line.split()
    try:
        print("ok", COMMANDS[command](*arguments) or "", flush=True)
    except Exception as failure:  # told to the test, which fails
        print("error", repr(failure).replace("\n", " "), flush=True)
