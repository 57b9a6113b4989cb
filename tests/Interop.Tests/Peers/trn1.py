"""A second implementation of TRN1, from the description of the wire alone and with nothing but Python's own modules.

trn1.py listen|connect URI [option=value ...]

Sends messages of random lengths and takes what comes, both at once, and holds the peer to every rule: credit, lengths,
fragments, order, audit, farewell. The first broken rule ends it with exit code 1 and says which.
On standard output: "sent COUNT DIGEST" and "received COUNT DIGEST", the digest being SHA-256 over each message's
length (u32, little-endian) and bytes, then "stream DIGEST DIGEST", the same without the lengths.
"""
import ctypes
import hashlib
import os
import random
import select
import struct
import sys
import time

from meeting import LIMIT, meet

PREAMBLE = b"\x93TRN\r\n\x1a\x01"
HELLO, WELCOME, REJECT, HEARTBEAT, ACK, CREDIT, GOAWAY, ERROR, DATA = 1, 2, 3, 6, 7, 8, 9, 10, 16
REQUEST, REPLY, CANCEL = 0x20, 0x21, 0x22
OK, CANCELLED = 0, 3
COMPRESSION, LZ4 = 2, 1
UNKNOWN, MORE, COMPRESSED, IGNORABLE, SMALLEST_FRAGMENT = 0x7E, 0x01, 0x04, 0x80, 256
HEADER = struct.Struct("<IBBH")
HELLO_BODY = struct.Struct("<BBHIIIQQ16sBBH")
WELCOME_BODY = struct.Struct("<BBHIIIQQ16s32sI")
UNKNOWN_OPTION = struct.pack("<HH3s", 0x7123, 3, b"any")

DEFAULTS = dict(
    seed=1,             # of everything random
    send=0,             # messages to send
    size=1000,          # the longest of them
    expect=0,           # messages that must come
    features=0,         # what is offered: 1 is requests, 2 compression with liblz4
    ask=0,              # requests to make; each answer must be the question backwards
    serve=0,            # requests that must come; each is answered backwards, in any order
    places=1024,        # requests taken in flight
    leave="second",     # who says farewell first
    linger=0,           # ms of heartbeats between the peer's farewell and the answer to it
    heartbeat=20000,    # ms, announced
    beat=100,           # ms, kept
    frame=65528,        # the longest frame payload taken
    message=1 << 20,    # the longest message taken
    window=4 << 20,     # bytes of credit
    messages=65536,     # messages of credit
    fault="",           # a rule to break on purpose: overrun, audit, mute, vanish, unknown, option
)


class Lz4:
    """The reference library's blocks."""

    def __init__(self):
        self.library = ctypes.CDLL("liblz4.so.1")

    def pack(self, raw):
        block = ctypes.create_string_buffer(self.library.LZ4_compressBound(len(raw)))
        length = self.library.LZ4_compress_default(raw, block, len(raw), len(block))
        return struct.pack("<I", len(raw)) + block.raw[:length]

    def unpack(self, packed):
        length, = struct.unpack_from("<I", packed)
        raw = ctypes.create_string_buffer(length)
        assert self.library.LZ4_decompress_safe(packed[4:], raw, len(packed) - 4, length) == length, "a block liblz4 refuses"
        return raw.raw


class Session:
    def __init__(self, peer, role, options):
        self.peer, self.role, self.o = peer, role, options
        self.random = random.Random(options["seed"])
        self.out, self.inbox = bytearray(), bytearray()
        self.sent = self.received = self.acked = self.stalls = 0
        self.taken, self.granted = [0, 0], None
        self.arrived, self.mine, self.held = [0, 0], [options["window"], options["messages"]], [0, 0]
        self.greeted = self.open = self.left = self.shut = self.peer_left = self.ended = False
        self.pending, self.cuts = None, []
        self.asked, self.in_flight, self.cancelled = 0, {}, set()
        self.served, self.replies, self.plain_sent, self.plain_received = 0, [], 0, 0
        self.lz4 = Lz4() if options["features"] & COMPRESSION else None
        self.flag = self.partial_flag = self.packed_sent = self.packed_received = 0
        self.partial, self.partial_cost, self.stamps, self.next_beat = b"", 0, set(), 0.0
        self.digests = {way: (hashlib.sha256(), hashlib.sha256()) for way in ("sent", "received")}

    # What goes out.

    def frame(self, kind, payload=b"", flags=0):
        self.out += HEADER.pack(len(payload), kind, flags, 0) + payload

    def greet(self):
        terms = [self.o[name] for name in ("heartbeat", "frame", "message", "messages")]
        option = struct.pack("<HH", 0x8123, 0) if self.o["fault"] == "option" else UNKNOWN_OPTION
        option += struct.pack("<HHI", 1, 4, self.o["places"])
        features = self.o["features"] if self.role == "connect" else self.features
        if features & COMPRESSION:
            # The client likes one best that nobody else has.
            option += struct.pack("<HHB", 2, 1, LZ4) if self.role == "listen" else struct.pack("<HHBB", 2, 2, 200, LZ4)
        if self.role == "connect":
            self.out += PREAMBLE
            self.frame(HELLO, HELLO_BODY.pack(1, 1, *terms, features, self.o["window"], b"python's client.", 0, 0, 0) + option)
        else:
            self.frame(WELCOME, WELCOME_BODY.pack(1, 0, *terms, features, self.o["window"], b"python's server.", bytes(32), 0) + option)

    def beat(self, echo=0):
        # A later version may add at the end of a payload; four bytes do.
        stamp = 0 if echo else time.monotonic_ns()
        self.stamps.add(stamp)
        number = self.sent + 1 + (self.o["fault"] == "audit")
        self.frame(HEARTBEAT, struct.pack("<QQQQI", number, self.received, stamp, echo, 0xADDED))

    def send_message(self):
        """Sends one message if the peer's credit holds it whole; says whether it did."""
        if self.pending is None:
            kinds = [DATA] * (self.plain_sent < self.o["send"]) + [REPLY] * bool(self.replies)
            kinds += [REQUEST] * (self.asked < self.o["ask"] and len(self.in_flight) < self.peer_places)
            if not kinds:
                return False
            self.kind = self.random.choice(kinds)
            length = self.o["size"] if self.random.random() < 0.01 else int((self.o["size"] + 1) ** self.random.random()) - 1
            self.pending = self.raw = self.fill(length)
            self.flag = 0
            if self.kind == DATA and self.features & COMPRESSION:
                packed = self.lz4.pack(self.raw)
                if len(packed) < len(self.raw):
                    self.pending, self.flag = packed, COMPRESSED
            length = len(self.pending)
            self.cuts = [0]
            while length - self.cuts[-1] > self.peer_frame or (length - self.cuts[-1] > SMALLEST_FRAGMENT and self.random.random() < 0.3):
                most = min(self.peer_frame, length - self.cuts[-1])
                self.cuts.append(self.cuts[-1] + self.random.randint(SMALLEST_FRAGMENT, most))
        cost = self.cost_of(len(self.raw), self.peer_frame) if self.flag else HEADER.size * len(self.cuts) + len(self.pending)
        if self.o["fault"] != "overrun" and (self.taken[0] + cost > self.granted[0] or self.taken[1] + 1 > self.granted[1]):
            self.stalls += 1
            return False
        for begin, end in zip(self.cuts, self.cuts[1:] + [None]):
            self.frame(self.kind, self.pending[begin:end], self.flag | (0 if end is None else MORE))
            if end is not None and self.random.random() < 0.2:
                self.beat()
        if self.kind == DATA:
            self.plain_sent += 1
            self.packed_sent += self.flag == COMPRESSED
            self.note("sent", self.raw)
        elif self.kind == REQUEST and self.random.random() < 0.1:
            identity, = struct.unpack_from("<I", self.pending)
            self.cancelled.add(identity)
            self.frame(CANCEL, struct.pack("<II", identity, 0xADDED))
        self.taken = [self.taken[0] + cost, self.taken[1] + 1]
        self.sent += 1
        self.pending = None
        return True

    def fill(self, length):
        """What the next message of this kind says."""
        if self.kind == REPLY:
            identity, question = self.replies.pop(self.random.randrange(len(self.replies)))
            return struct.pack("<IHH", identity, OK, 0) + question[::-1]
        payload = self.random.randbytes(length if self.kind == DATA else max(0, length - 8))
        if self.kind == DATA:
            return payload if not self.features & COMPRESSION or self.random.random() < 0.2 else payload.translate(bytes(range(4)) * 64)
        identity = self.random.choice([number for number in (self.random.getrandbits(32), 0, 0xFFFFFFFF) if number not in self.in_flight])
        self.in_flight[identity] = payload
        self.asked += 1
        return struct.pack("<II", identity, 20000) + payload

    @staticmethod
    def cost_of(length, frame):
        """What a message costs in as few frames as possible."""
        return length + HEADER.size * max(1, -(-length // frame))

    def release(self):
        """The application is done with what came: all of it is granted anew."""
        if any(self.held):
            self.mine = [self.mine[0] + self.held[0], self.mine[1] + self.held[1]]
            self.held = [0, 0]
            self.frame(CREDIT, struct.pack("<QQ", *self.mine))
            self.frame(ACK, struct.pack("<Q", self.received))

    def leave(self):
        self.frame(GOAWAY, struct.pack("<QQH", self.sent, self.received, 0))
        self.left = True

    # What comes in.

    def take(self):
        if self.role == "listen" and not self.open and not self.greeted:
            if len(self.inbox) < len(PREAMBLE):
                return
            assert self.inbox[:8] == PREAMBLE, f"preamble {self.inbox[:8].hex()}"
            del self.inbox[:8]
            self.greeted = True
        while len(self.inbox) >= HEADER.size:
            length, kind, flags, channel = HEADER.unpack_from(self.inbox)
            assert channel == 0 and length <= self.o["frame"], f"frame of {length} bytes on channel {channel}"
            if len(self.inbox) < HEADER.size + length:
                return
            payload = bytes(self.inbox[HEADER.size:HEADER.size + length])
            del self.inbox[:HEADER.size + length]
            assert not self.peer_left, f"frame {kind:#x} after GOAWAY"
            self.take_frame(kind, flags, payload)

    def take_frame(self, kind, flags, payload):
        if not self.open:
            self.take_greeting(kind, payload)
        elif kind in (DATA, REQUEST, REPLY):
            self.take_data(kind, flags, payload)
        elif kind == CANCEL:
            assert len(payload) == 4 and self.features & 1, f"cancel {payload.hex()}"
        elif kind == CREDIT:
            mark = list(struct.unpack("<QQ", payload))
            assert mark[0] >= self.granted[0] and mark[1] >= self.granted[1], "credit was taken back"
            self.granted = mark
        elif kind == ACK:
            self.take_ack(*struct.unpack("<Q", payload))
        elif kind == HEARTBEAT:
            following, ack, stamp, echo = struct.unpack("<QQQQ", payload)
            assert following == self.received + 1, f"audit: {following} is next, {self.received} came"
            assert echo == 0 or echo in self.stamps, "an echo of nothing"
            self.take_ack(ack)
            if stamp and not self.left and self.o["fault"] != "mute":
                self.beat(stamp)
        elif kind == GOAWAY:
            last, ack, code = struct.unpack("<QQH", payload)
            assert last == self.received and not self.partial, f"farewell after {last}, {self.received} came"
            self.take_ack(ack)
            self.peer_left = time.monotonic()
        elif kind == ERROR:
            code, _, _ = struct.unpack_from("<HHI", payload)
            raise SystemExit(f"refused with {code}: {payload[8:].decode()}")
        else:
            raise AssertionError(f"frame of type {kind:#x}")

    def take_greeting(self, kind, payload):
        if kind in (REJECT, ERROR):
            raise SystemExit(f"refused with {struct.unpack_from('<H', payload)[0]}: {payload[8:].decode()}")
        client = self.role == "connect"
        assert kind == (WELCOME if client else HELLO), f"frame {kind:#x} in the handshake"
        fields = (WELCOME_BODY if client else HELLO_BODY).unpack_from(payload)
        assert fields[0] == 1, f"version {fields[0]}"
        self.features = fields[6] & self.o["features"]
        said = self.options_of(payload[WELCOME_BODY.size if client else HELLO_BODY.size + fields[11]:])
        self.peer_places, = struct.unpack_from("<I", said.get(1, struct.pack("<I", 1024)))
        if self.features & COMPRESSION:
            assert LZ4 in said[2] and (len(said[2]) == 1 or not client), f"algorithms {said[2].hex()}"
        self.peer_frame, self.peer_message = fields[3], fields[4]
        self.granted = [fields[7], fields[5]]
        assert self.o["size"] <= self.peer_message, f"the peer takes {self.peer_message} bytes"
        if not client:
            self.greet()
        self.open = True

    @staticmethod
    def options_of(options):
        said = {}
        while options:
            kind, length = struct.unpack_from("<HH", options)
            said[kind] = options[4:4 + length]
            options = options[4 + length:]
        return said

    def take_data(self, kind, flags, payload):
        assert kind == DATA or self.features & 1, f"frame of type {kind:#x}"
        assert not self.partial_cost or kind == self.partial_kind, f"{kind:#x} between fragments of {self.partial_kind:#x}"
        self.partial_kind = kind
        flag = flags & COMPRESSED
        assert not self.partial_cost or flag == self.partial_flag, "compressed in part"
        cost = HEADER.size + len(payload)
        if flag:
            assert kind == DATA and self.features & COMPRESSION, f"flags {flags} on {kind:#x}"
            if not self.partial_cost:
                self.raw_length, = struct.unpack_from("<I", payload)
                assert self.raw_length <= self.o["message"], f"{self.raw_length} bytes"
            cost = 0 if self.partial_cost else self.cost_of(self.raw_length, self.o["frame"])
            assert len(self.partial) + len(payload) < self.raw_length, f"{len(payload)} bytes of {self.raw_length}"
        self.partial_flag, flags = flag, flags & ~COMPRESSED
        self.arrived[0] += cost
        assert self.arrived[0] <= self.mine[0] and self.arrived[1] < self.mine[1], f"{self.arrived} of {self.mine} granted"
        self.partial += payload
        self.partial_cost += cost
        assert flags in (0, MORE) and len(self.partial) <= self.o["message"], f"flags {flags}, {len(self.partial)} bytes"
        if flags == MORE:
            assert len(payload) >= SMALLEST_FRAGMENT, f"a fragment of {len(payload)}"
            return
        self.received += 1
        self.arrived[1] += 1
        self.held = [self.held[0] + self.partial_cost, self.held[1] + 1]
        whole, self.partial, self.partial_cost = self.partial, b"", 0
        if kind == DATA:
            self.plain_received += 1
            if flag:
                self.packed_received += 1
                whole = self.lz4.unpack(whole)
            self.note("received", whole)
        elif kind == REQUEST:
            identity, deadline = struct.unpack_from("<II", whole)
            assert deadline > 0 and identity not in [reply[0] for reply in self.replies], f"request {identity} for {deadline} ms"
            self.served += 1
            self.replies.append((identity, whole[8:]))
            assert len(self.replies) <= self.o["places"], f"{len(self.replies)} requests in flight"
        else:
            identity, status, _ = struct.unpack_from("<IHH", whole)
            question = self.in_flight.pop(identity)
            expected = (OK, CANCELLED) if identity in self.cancelled else (OK,)
            assert status in expected and (status or whole[8:] == question[::-1]), f"reply to {identity}: status {status}"
            self.cancelled.discard(identity)

    def take_ack(self, number):
        assert self.acked <= number <= self.sent, f"ack {number} after {self.acked}, {self.sent} sent"
        self.acked = number

    def note(self, way, message):
        framed, plain = self.digests[way]
        framed.update(struct.pack("<I", len(message)) + message)
        plain.update(message)

    # The loop.

    def run(self):
        if self.role == "connect":
            self.greet()
        deadline = time.monotonic() + LIMIT
        while not (self.ended and self.left and not self.out):
            assert time.monotonic() < deadline, self.state()
            self.speak()
            idle = 0 if any(self.held) else 0.02
            readable, writable, _ = select.select([] if self.ended else [self.peer], [self.peer] if self.out else [], [], idle)
            if readable:
                data = self.peer.recv(1 << 16)
                self.ended = not data
                assert data or (self.peer_left and not self.inbox), "the peer vanished"
                self.inbox += data
                self.take()
            if writable:
                del self.out[:self.peer.send(self.out)]
            if self.open and not self.left and (not readable or self.random.random() < 0.5):
                self.release()

    def state(self):
        return (f"not done in time: {self.sent} sent, {self.acked} acknowledged, {self.taken} of {self.granted} credit taken, "
                f"{self.received} received, {self.arrived} of {self.mine} granted, left {self.left}, peer left {self.peer_left}")

    def speak(self):
        if not self.open or self.left:
            if self.left and not self.out and not self.shut:
                self.shut = True
                self.peer.shutdown(1)
            return
        if time.monotonic() >= self.next_beat and self.o["fault"] != "mute":
            self.next_beat = time.monotonic() + self.o["beat"] / 1000
            self.beat()
            self.frame(UNKNOWN, b"skip me", 0 if self.o["fault"] == "unknown" else IGNORABLE)
        while len(self.out) < 1 << 17 and self.send_message():
            pass
        if self.plain_sent == self.o["send"] and self.o["fault"] == "vanish":
            self.peer.sendall(self.out)
            os._exit(0)
        all_done = (self.sent == self.acked and self.plain_sent == self.o["send"] and self.plain_received == self.o["expect"]
                    and self.asked == self.o["ask"] and self.served == self.o["serve"] and not self.in_flight and not self.replies)
        lingered = self.peer_left and time.monotonic() >= self.peer_left + self.o["linger"] / 1000
        if lingered or (all_done and self.o["leave"] == "first"):
            self.leave()


def main(role, uri, *settings):
    options = dict(DEFAULTS)
    for key, value in (setting.split("=") for setting in settings):
        options[key] = type(options[key])(value)
    session = Session(meet(role, uri), role, options)
    session.run()
    assert session.plain_received == options["expect"], f"{session.plain_received} of {options['expect']} came"
    assert session.plain_sent == options["send"] and session.sent == session.acked, f"{session.sent} sent, {session.acked} acknowledged"
    assert session.asked == options["ask"] and not session.in_flight, f"{session.asked} asked, {len(session.in_flight)} not answered"
    assert session.served == options["serve"] and not session.replies, f"{session.served} of {options['serve']} requests came"
    for way in ("sent", "received"):
        print(way, getattr(session, "plain_" + way), session.digests[way][0].hexdigest())
    print("stream", *(session.digests[way][1].hexdigest() for way in ("sent", "received")))
    print(f"stalled {session.stalls} times; compressed {session.packed_sent} sent, {session.packed_received} received", file=sys.stderr)


main(*sys.argv[1:])
