"""Where a peer meets the other side: it listens, and says where, or connects."""
import socket
import sys

LIMIT = 60  # seconds that any wait may take: nobody is left behind


def meet(role, uri):
    scheme, place = uri.split("?")[0].split("://")
    family = socket.AF_UNIX if scheme == "unix" else socket.AF_INET
    host, _, port = place.rpartition(":")
    address = place if scheme == "unix" else (host, int(port))
    meeting = socket.socket(family)
    meeting.settimeout(LIMIT)
    if role == "connect":
        meeting.connect(address)
        return meeting
    meeting.bind(address)
    meeting.listen(1)
    name = meeting.getsockname()
    print("listening on", uri if scheme == "unix" else f"tcp://{name[0]}:{name[1]}", file=sys.stderr, flush=True)
    peer = meeting.accept()[0]
    peer.settimeout(LIMIT)
    return peer
