"""A peer that says one thing and then nothing: says.py listen|connect URI HEX [finish|reset].

It ends with the other side, or killed. With "finish" it says that this was all; with "reset" it hangs up as soon as it
hears anything.
"""
import socket
import struct
import sys

from meeting import meet

peer = meet(*sys.argv[1:3])
peer.sendall(bytes.fromhex(sys.argv[3]))
manner = "".join(sys.argv[4:])
if manner == "finish":
    peer.shutdown(socket.SHUT_WR)
while peer.recv(4096) and manner != "reset":
    pass
if manner == "reset":
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
