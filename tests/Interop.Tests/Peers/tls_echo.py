"""A peer that speaks TLS with Python's ssl and sends every frame back: a length of 32 bits, high byte first, and the payload.

tls_echo.py listen|connect URI CA CERT|- KEY|- VERSION clean|cut

CERT and KEY are what it shows ("-" for nothing), CA is whom it believes, VERSION is 1.2 or 1.3. A server with a CA other
than "-" demands a certificate. clean: it ends with close_notify, as the other side did. cut: it hangs up without, after
the first frame. At the end it prints the version, the name on the other side's certificate, and how many frames there were.
"""
import socket
import ssl
import struct
import sys

from meeting import meet

role, uri, ca, cert, key, version, manner = sys.argv[1:8]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT if role == "connect" else ssl.PROTOCOL_TLS_SERVER)
context.minimum_version = context.maximum_version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[version]
if cert != "-":
    context.load_cert_chain(cert, key)
if ca != "-":
    context.load_verify_locations(ca)
    context.verify_mode = ssl.CERT_REQUIRED

below = meet(role, uri)
try:
    peer = context.wrap_socket(below, server_side=role == "listen", server_hostname="server.test" if role == "connect" else None)

    def exactly(count):
        data = b""
        while len(data) < count:
            part = peer.recv(count - len(data))
            if not part:
                assert not data, f"the stream ended after {len(data)} of {count} bytes"
                return None
            data += part
        return data

    frames = 0
    while header := exactly(4):
        (length,) = struct.unpack(">I", header)
        payload = exactly(length) if length else b""
        peer.sendall(header + payload)
        frames += 1
        if manner == "cut":
            socket.socket(fileno=peer.detach()).close()
            sys.exit(0)
    subject = dict(pair[0] for pair in (peer.getpeercert() or {}).get("subject", ()))
    print(peer.version(), subject.get("commonName", "-"), frames)
    peer.unwrap()
except ssl.SSLError as error:
    print(error.reason, file=sys.stderr, flush=True)
    sys.exit(1)
