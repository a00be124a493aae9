# SPDX-License-Identifier: Apache-2.0
"""Takes questions from a queue that a QueueServer serves, as PredictionWorker.java does: see --help."""
import argparse, json, os, sys, time, uuid
import zmq
from model import Model

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--queue", required=True, help="the address of the served queue: tcp://host:port/name")
parser.add_argument("--replies", required=True, help="where answers go: tcp://host:port")
parser.add_argument("--model", required=True, help="the file of the model")
parser.add_argument("--name", required=True, help="the name of this worker")
parser.add_argument("--batch", type=int, default=16, help="the most questions at a time")
parser.add_argument("--think", type=int, default=0, help="sleep so many ms for each batch")
parser.add_argument("--parent", type=int, default=-1, help="end when this process has ended")
args = parser.parse_args()

PATIENCE = 2_000  # ms without an answer, after which a request is sent again
endpoint, name = args.queue.rsplit("/", 1)
context = zmq.Context()
context.linger = 0  # what is not sent at the end would come too late
queue = context.socket(zmq.DEALER)
queue.routing_id = uuid.uuid4().hex.encode()  # by this the server knows us after a lost connection
queue.connect(endpoint)
replies = context.socket(zmq.DEALER)
replies.connect(args.replies)


def ask(*requests):
    """Sends requests together and returns the answers; sent again with the same id, each is done once."""
    ids = [uuid.uuid4().hex.encode() for _ in requests]
    answers = {}
    while len(answers) < len(ids):
        if args.parent >= 0 and os.getppid() != args.parent:
            sys.exit("the front end has ended")
        for id, (verb, *frames) in zip(ids, requests):
            if id not in answers:
                queue.send_multipart([b"nightjar-queue/1", id, verb, name.encode(), *frames])
        while len(answers) < len(ids) and queue.poll(PATIENCE):
            _, id, kind, *frames = queue.recv_multipart()
            if kind == b"error":
                sys.exit(f"{frames[0].decode()}: {frames[1].decode()}")
            if id in ids:
                answers[id] = (kind, frames)
    return [answers[id] for id in ids]


def deliver(batch, answers):
    """Delivers answers to the front end; False: it did not say in time that it has them."""
    replies.send_multipart([b"%d" % batch, args.name.encode(), json.dumps(answers).encode()])
    while replies.poll(PATIENCE):
        if replies.recv() == b"%d" % batch:
            return True
    return False


def answer(question):
    probabilities = model.predict(question["features"])
    label = max(range(len(probabilities)), key=probabilities.__getitem__)
    return {"id": question["id"], "label": label, "probabilities": probabilities}


model = Model(args.model)
batch = 1
deliver(batch, [])  # says hello
while True:
    [(kind, frames)] = ask((b"take", b"%d" % args.batch, b"1000", b"0"))  # waits a second; the queue's own lease
    if kind != b"tasks":
        continue
    tasks = [frames[i : i + 5] for i in range(0, len(frames), 5)]  # token, id, attempt, reason, payload
    computed, settled = [], []
    for token, _, _, _, payload in tasks:
        try:
            computed.append((token, answer(json.loads(payload))))
        except (KeyError, TypeError, ValueError) as e:
            settled.append((b"fail", token, str(e).encode()))  # no question for this model
    time.sleep(args.think / 1000)
    batch += 1
    delivered = deliver(batch, [answer for _, answer in computed])
    for token, _ in computed:  # only now: a worker that is killed before has lost nothing
        settled.append((b"done", token) if delivered else (b"requeue", token, b"0"))
    ask(*settled)
