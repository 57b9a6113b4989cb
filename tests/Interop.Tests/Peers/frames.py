"""A peer that cuts its stream into frames with nothing but socket and struct.

frames.py listen|connect URI FRAMING [whole|together|dribble]

Each line of standard input is a payload in hex and is sent as one frame; each frame that arrives is printed as a line
of hex. whole: one write per frame. together: all frames in one write. dribble: one write per byte.
"""
import socket
import struct
import sys
import threading

from meeting import meet

LENGTHS = {"len8": ">B", "len16be": ">H", "len16le": "<H", "len32be": ">I", "len32le": "<I"}


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out) + bytes([number])


def encode(framing, payload):
    if framing in LENGTHS:
        return struct.pack(LENGTHS[framing], len(payload)) + payload
    if framing == "varint":
        return varint(len(payload)) + payload
    return payload + b"\n" if framing == "line" else payload


def exactly(stream, count):
    data = stream.read(count)
    assert len(data) == count, f"the stream ended after {len(data)} of {count} bytes"
    return data


def decode(framing, stream):
    if framing == "raw":
        while run := stream.read1():
            yield run
        return
    if framing == "line":
        for line in stream:
            assert line.endswith(b"\n"), f"the last line has no end: {line}"
            yield line[:-1]
        return
    while first := stream.read(1):
        if framing == "varint":
            length = shift = 0
            while first[0] & 0x80:
                length |= (first[0] & 0x7F) << shift
                shift += 7
                first = exactly(stream, 1)
            length |= first[0] << shift
        else:
            size = struct.calcsize(LENGTHS[framing])
            (length,) = struct.unpack(LENGTHS[framing], first + exactly(stream, size - 1))
        yield exactly(stream, length)


def send(peer, pieces):
    if peer.family == socket.AF_INET:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for piece in pieces:
        peer.sendall(piece)
    peer.shutdown(socket.SHUT_WR)


def main(role, uri, framing, manner="whole"):
    frames = [encode(framing, bytes.fromhex(line)) for line in sys.stdin]
    peer = meet(role, uri)
    together = b"".join(frames)
    pieces = {"whole": frames, "together": [together], "dribble": [bytes([byte]) for byte in together]}[manner]
    sender = threading.Thread(target=send, args=(peer, pieces))
    sender.start()
    for frame in decode(framing, peer.makefile("rb")):
        print(frame.hex())
    sender.join()


main(*sys.argv[1:])
