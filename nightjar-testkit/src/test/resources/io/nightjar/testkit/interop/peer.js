// SPDX-License-Identifier: Apache-2.0
// A libzmq that does what it is told, line by line: see ProcessPeer.java.
"use strict"
const crypto = require("crypto")
const readline = require("readline")
const zmq = require("zeromq")

const kinds = {
  PAIR: zmq.Pair, PUB: zmq.Publisher, SUB: zmq.Subscriber, XPUB: zmq.XPublisher,
  XSUB: zmq.XSubscriber, REQ: zmq.Request, REP: zmq.Reply, DEALER: zmq.Dealer,
  ROUTER: zmq.Router, PUSH: zmq.Push, PULL: zmq.Pull,
}
const sockets = new Map()
const patterns = new Map()

function patterned(size, seed) {
  const name = `${size}:${seed}`
  if (!patterns.has(name)) {
    const bytes = Buffer.alloc(size)
    for (let i = 0; i < size; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + seed) & 0xff
    patterns.set(name, bytes)
  }
  return patterns.get(name)
}

function decode(word) {
  if (word === "-") return Buffer.alloc(0)
  if (word.startsWith("@")) return patterned(...word.slice(1).split(":").map(Number))
  return Buffer.from(word, "hex")
}

function encode(frame) {
  if (frame.length === 0) return "-"
  if (frame.length > 512) {
    return `#${frame.length}:${crypto.createHash("sha256").update(frame).digest("hex")}`
  }
  return frame.toString("hex")
}

const commands = {
  version: () => zmq.version,
  open(number, kind) {
    const socket = new kinds[kind]({linger: 0})
    if ("sendTimeout" in socket) socket.sendTimeout = 10000
    sockets.set(number, socket)
  },
  identity(number, name) { sockets.get(number).routingId = decode(name).toString("latin1") },
  async bind(number, endpoint) {
    await sockets.get(number).bind(endpoint)
    return sockets.get(number).lastEndpoint
  },
  connect(number, endpoint) { sockets.get(number).connect(endpoint) },
  subscribe(number, topic) { sockets.get(number).subscribe(decode(topic)) },
  unsubscribe(number, topic) { sockets.get(number).unsubscribe(decode(topic)) },
  async send(number, ...frames) { await sockets.get(number).send(frames.map(decode)) },
  async receive(number, millis) {
    const socket = sockets.get(number)
    socket.receiveTimeout = Number(millis)
    try {
      return (await socket.receive()).map(encode).join(" ")
    } catch (failure) {
      if (failure.code === "EAGAIN") return "none"
      throw failure
    }
  },
  close(number) {
    sockets.get(number).close()
    sockets.delete(number)
  },
}

async function serve() {
  for await (const line of readline.createInterface({input: process.stdin})) {
    const [command, ...words] = line.trim().split(" ")
    try {
      console.log("ok", (await commands[command](...words)) || "")
    } catch (failure) {
      console.log("error", String(failure.stack).replace(/\n/g, " "))
    }
  }
}
serve()
