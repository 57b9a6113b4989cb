"""A libzmq peer: zmq_peer.py TYPE bind|connect ENDPOINT send|receive|echo|ask COUNT [key=value ...].

It says where it listens, and what it received as a digest. Keys: mechanism=client|server and password for PLAIN,
mechanism=curve-client (server=, public=, secret=) or curve-server (secret=, allowed= public key) for CURVE,
topic=, topics= (how many), id= (routing id), size= (of the longest payload), to= (whom a ROUTER sends to), heartbeat= (ms).
Messages have three frames: a number, an empty one, and a payload that follows from the number.
"""
import hashlib
import select
import sys
import time

import zmq
from zmq.auth.thread import ThreadAuthenticator

kind, manner, endpoint, action, count = sys.argv[1:6]
count = int(count)
options = dict(pair.split("=", 1) for pair in sys.argv[6:])
longest = int(options.get("size", "700"))

context = zmq.Context()
socket = context.socket(getattr(zmq, kind))
socket.linger = 30_000
socket.sndhwm = socket.rcvhwm = 0
if "heartbeat" in options:
    socket.heartbeat_ivl = int(options["heartbeat"])
if "id" in options:
    socket.routing_id = options["id"].encode()
if options.get("mechanism") == "client":
    socket.plain_username = b"admin"
    socket.plain_password = options["password"].encode()
if options.get("mechanism") == "server":
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    authenticator.configure_plain(domain="*", passwords={"admin": "secret"})
    socket.plain_server = True
if options.get("mechanism") == "curve-client":
    socket.curve_serverkey = options["server"].encode()
    socket.curve_publickey = options["public"].encode()
    socket.curve_secretkey = options["secret"].encode()
if options.get("mechanism") == "curve-server":

    class Allowed:
        def callback(self, domain, key):
            return key == options["allowed"].encode()

    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    authenticator.configure_curve_callback(domain="*", credentials_provider=Allowed())
    socket.curve_secretkey = options["secret"].encode()
    socket.curve_server = True
if kind == "SUB" and "topics" in options:
    for number in range(int(options["topics"])):
        socket.subscribe("topic-%d." % number)
elif kind == "SUB":
    socket.subscribe(options.get("topic", ""))
if kind == "XSUB":
    socket.send(b"\x01" + options.get("topic", "").encode())

getattr(socket, manner)(endpoint)
if manner == "bind":
    print("listening on " + socket.last_endpoint.decode(), file=sys.stderr, flush=True)


def message(number):
    return [b"%d" % number, b"", b"x" * (number * 7919 % (longest + 1))]


def told_to_begin():
    return select.select([sys.stdin], [], [], 0.01)[0]


def digest_of(received):
    digest = hashlib.sha256()
    for frames in received:
        digest.update(len(frames).to_bytes(4, "little"))
        for frame in frames:
            digest.update(len(frame).to_bytes(4, "little"))
            digest.update(frame)
    return digest.hexdigest()


if action == "send":
    if kind in ("PUB", "XPUB"):
        # Until the other side is there and says so, nobody knows that a subscription has arrived.
        while not told_to_begin():
            socket.send(b"sync")
    if kind == "ROUTER":
        socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        while True:
            try:
                socket.send_multipart([options["to"].encode()] + message(0))
                break
            except zmq.ZMQError:
                time.sleep(0.01)
    first = 1 if kind == "ROUTER" else 0
    for i in range(first, count):
        if kind == "REQ":
            socket.send_multipart(message(i))
            assert socket.recv_multipart() == message(i)[::-1], i
        elif kind == "ROUTER":
            socket.send_multipart([options["to"].encode()] + message(i))
        else:
            socket.send_multipart(message(i))
elif action == "ask":
    for i in range(count):
        socket.send_multipart([b"hop", b""] + message(i))
    for i in range(count):
        assert socket.recv_multipart() == [b"hop", b""] + message(i)[::-1], i
else:
    received = []
    while len(received) < count:
        frames = socket.recv_multipart()
        if action == "echo":
            if kind == "ROUTER":
                socket.send_multipart(frames[:-3] + frames[-3:][::-1])
            else:
                socket.send_multipart(frames[::-1])
        received.append(frames)
    print(digest_of(received), file=sys.stderr, flush=True)
    print("received", count, file=sys.stderr, flush=True)

if "stay" in options:
    sys.stdin.read()
socket.close()
if options.get("mechanism") in ("server", "curve-server"):
    authenticator.stop()
context.term()
