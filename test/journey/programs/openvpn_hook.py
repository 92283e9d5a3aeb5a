"""Starts a helper as OpenVPN 2.7 does for `--dev-node unix:PATH`, and is the far end of its tunnel: it answers pings.

Usage: openvpn_hook.py PATH [NAME=VALUE ...]: what the helper finds in its environment. Prints a line for each event.
Its own standard input is watched: `restart` starts the helper anew, the end of it ends both.
"""
import os
import select
import signal
import socket
import subprocess
import sys


def checksum(octets):
    total = sum((octets[at] << 8) + octets[at + 1] for at in range(0, len(octets) - len(octets) % 2, 2))
    if len(octets) % 2:
        total += octets[-1] << 8
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def reply(packet):
    """The echo reply to an ICMP echo request in one IPv4 packet, or None."""
    header = (packet[0] & 15) * 4
    if packet[0] >> 4 != 4 or packet[9] != 1 or packet[header] != 8:
        return None
    answer = bytearray(packet)
    answer[12:16], answer[16:20] = packet[16:20], packet[12:16]
    answer[header] = 0
    answer[header + 2 : header + 4] = b"\0\0"
    answer[header + 2 : header + 4] = checksum(answer[header:]).to_bytes(2, "big")
    return bytes(answer)


def start(path, variables):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    environment = {"TUNTAP_SOCKET_FD": str(theirs.fileno()), **variables}
    helper = subprocess.Popen([path], env=environment, pass_fds=[theirs.fileno()])
    theirs.close()
    return helper, ours


def stop(helper, ours):
    helper.send_signal(signal.SIGINT)
    status = helper.wait()
    ours.close()
    print("helper ended", status, flush=True)


def main():
    path, *words = sys.argv[1:]
    variables = dict(word.split("=", 1) for word in words)
    helper, ours = start(path, variables)
    print("started", helper.pid, flush=True)
    while True:
        readable, _, _ = select.select([ours, sys.stdin], [], [])
        if ours in readable:
            packet = ours.recv(65536)
            answer = reply(packet) if packet else None
            if answer:
                ours.send(answer)
        if sys.stdin in readable:
            line = sys.stdin.readline()
            stop(helper, ours)
            if not line:
                return
            helper, ours = start(path, variables)
            print("started", helper.pid, flush=True)


main()
