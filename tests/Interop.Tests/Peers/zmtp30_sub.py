"""A SUB that speaks ZMTP 3.0, as NetMQ does, in bytes: zmtp30_sub.py TOPIC COUNT.

It listens, says so, and says READY and its subscription, a message that begins with an octet 1, in one segment. Of the
messages that come it writes every frame on a line, and goes after COUNT messages.
"""
import socket
import sys

topic, count = sys.argv[1].encode(), int(sys.argv[2])
listener = socket.create_server(("127.0.0.1", 0))
print("listening on tcp://127.0.0.1:%d" % listener.getsockname()[1], file=sys.stderr, flush=True)
connection, _ = listener.accept()
connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
stream = connection.makefile("rb")

connection.sendall(b"\xff" + bytes(7) + b"\x01\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32))
greeting = stream.read(64)
assert greeting[:1] == b"\xff" and greeting[10] == 3 and greeting[12:16] == b"NULL", greeting
ready = b"\x05READY" + b"\x0bSocket-Type" + (3).to_bytes(4, "big") + b"SUB"
wish = b"\x01" + topic
connection.sendall(b"\x04" + bytes([len(ready)]) + ready + b"\x00" + bytes([len(wish)]) + wish)

messages = 0
while messages < count:
    flags = stream.read(1)[0]
    size = int.from_bytes(stream.read(8 if flags & 2 else 1), "big")
    body = stream.read(size)
    if flags & 4:
        assert body.startswith(b"\x05READY"), "a command that 3.0 does not know: %r" % body
        continue
    print(body.decode(), flush=True)
    messages += 0 if flags & 1 else 1
connection.close()
