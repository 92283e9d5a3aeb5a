"""Opens a tun as any program on Linux does, prints its name, and keeps it."""
import fcntl
import os
import signal
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000

device = os.open("/dev/net/tun", os.O_RDWR)
request = struct.pack("16sH22x", sys.argv[1].encode(), IFF_TUN | IFF_NO_PI)
name = fcntl.ioctl(device, TUNSETIFF, request)[:16].rstrip(b"\0").decode()
print(name, flush=True)
signal.pause()
