#!/usr/bin/env python3
"""Send back every datagram that comes to a UDP port of tunlab: udp_echo.py [SOCKET [COUNT]]

The node of the port (tunlab udp bind 7) is a Unix socket. Each datagram on it is a 32-bit big-endian length and a frame
of that length: ATYP (1: IPv4, 4: IPv6), the address and the port of the other end, the data (RFC 1928, section 7).
"""
import ipaddress
import os
import socket
import struct
import sys

ADDRESS_LENGTH = {1: 4, 4: 16}


def other_end(frame: bytes) -> str:
    """The address and the port in front of the data."""
    end = 1 + ADDRESS_LENGTH[frame[0]]
    (port,) = struct.unpack_from("!H", frame, end)
    return f"{ipaddress.ip_address(frame[1:end])}:{port}"


def main() -> None:
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ["TUNLAB_DEV"] + "/udp/7"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with socket.socket(socket.AF_UNIX) as node:
        node.connect(path)
        stream = node.makefile("rb")
        for _ in range(count):
            length = stream.read(4)
            if not length:
                sys.exit("the port is gone")
            if length == b"\xff\xff\xff\xff":
                sys.exit("somebody else has the port open")
            frame = stream.read(*struct.unpack("!I", length))
            # It says where the datagram came from, and that is where it goes.
            node.sendall(length + frame)
            print(f"answered {other_end(frame)}", flush=True)


if __name__ == "__main__":
    main()
