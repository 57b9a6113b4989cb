"""Sends numbered datagrams of TMC1, written by hand from docs/wire/multicast.md, each as often as it is told.

Usage: tmc1_send.py GROUP PORT INTERFACE_ADDRESS

Reads lines "FIRST LAST COPIES" from standard input: sends the numbers FIRST to LAST, each COPIES times in a row. When there
are no more, it says the end.
"""
import socket
import struct
import sys
import time

DATA, END = 0, 2
PAYLOAD = bytes(200)


def datagram(kind, number, payload):
    header = struct.pack(">HBBHHIHHQq", 0x544D, 0x18, kind, 0, 7, 0x01020304, len(payload), 0, number, time.time_ns())
    return header + payload


def main():
    group, port, interface = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
    last = 0
    for line in sys.stdin:
        first, last, copies = (int(word) for word in line.split())
        for number in range(first, last + 1):
            for _ in range(copies):
                sender.sendto(datagram(DATA, number, PAYLOAD), (group, port))
            if number % 25 == 0:
                time.sleep(0.005)
    for _ in range(10):
        sender.sendto(datagram(END, last + 1, b""), (group, port))
        time.sleep(0.02)


main()
