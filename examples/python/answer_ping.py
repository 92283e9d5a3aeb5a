#!/usr/bin/env python3
"""Answer pings at a tun device of tunlab: answer_ping.py [SOCKET [COUNT]]

The device node is a Unix socket. Each packet on it is a 32-bit big-endian length and an IP packet of that length.
"""
import os
import socket
import struct
import sys

ICMP, ECHO_REPLY, ECHO_REQUEST = 1, 0, 8


def checksum(octets: bytes) -> int:
    """The Internet checksum (RFC 1071): 0 over anything that has its own checksum in it."""
    if len(octets) % 2:
        octets += b"\0"
    total = sum(word for (word,) in struct.iter_unpack("!H", octets))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def echo_reply(packet: bytes):
    """The reply to an echo request; None for anything else."""
    if len(packet) < 28 or packet[0] >> 4 != 4:
        return None
    header = (packet[0] & 0x0F) * 4
    message = packet[header:]
    if packet[9] != ICMP or message[:2] != bytes([ECHO_REQUEST, 0]) or checksum(packet[:header]) or checksum(message):
        return None
    # Source and destination change places, which leaves the checksum of the IP header as it is.
    ip = packet[:12] + packet[16:20] + packet[12:16] + packet[20:header]
    unchecked = bytes([ECHO_REPLY, 0, 0, 0]) + message[4:]
    return ip + unchecked[:2] + struct.pack("!H", checksum(unchecked)) + unchecked[4:]


def main() -> None:
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ["TUNLAB_DEV"] + "/tun/0"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with socket.socket(socket.AF_UNIX) as node:
        node.connect(path)
        stream = node.makefile("rb")
        while count > 0:
            length = stream.read(4)
            if not length:
                sys.exit("the device is gone")
            packet = stream.read(*struct.unpack("!I", length))
            reply = echo_reply(packet)
            if reply:
                node.sendall(struct.pack("!I", len(reply)) + reply)
                print(f"answered {socket.inet_ntoa(packet[12:16])}", flush=True)
                count -= 1


if __name__ == "__main__":
    main()
