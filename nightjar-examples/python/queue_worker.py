# SPDX-License-Identifier: Apache-2.0
"""Does tasks of a queue that a QueueServer serves."""
import sys, time, uuid, zmq

if len(sys.argv) < 2:
    sys.exit("usage: queue_worker.py ENDPOINT [QUEUE] [SECONDS FOR EACH], as tcp://localhost:5600 jobs 0.5")
endpoint, queue, seconds = (sys.argv[1:] + ["jobs", "0"][len(sys.argv) - 2 :])[:3]
socket = zmq.Context().socket(zmq.DEALER)
socket.routing_id = uuid.uuid4().hex.encode()  # by this the server knows us after a lost connection
socket.connect(endpoint)

def ask(*request):
    id = uuid.uuid4().hex.encode()
    while True:  # asked again with the same id, it is done once
        socket.send_multipart([b"nightjar-queue/1", id, request[0], queue.encode(), *request[1:]])
        while socket.poll(10_000):
            _, answered, kind, *frames = socket.recv_multipart()
            if kind == b"error" and frames[0] in (b"busy", b"unavailable"):
                time.sleep(1)
                break  # and ask again
            if kind == b"error":
                sys.exit(0 if frames[0] == b"finished" else b": ".join(frames).decode())
            if answered == id:
                return kind, frames
        else:
            print("no answer from", endpoint, file=sys.stderr)

while True:
    kind, frames = ask(b"take", b"1", b"5000", b"0")  # one task; wait 5 seconds; the queue's own lease
    if kind == b"tasks":
        token, task, attempt, reason, payload = frames
        print("doing", payload.decode(), "attempt", attempt.decode(), flush=True)
        time.sleep(float(seconds))  # the work
        print("did" if ask(b"done", token)[0] == b"ok" else "too late for", payload.decode(), flush=True)
