// A tunnel: what is read from tun0 goes out as a datagram, and what comes in as a datagram is written to tun0.
//   tunlab on HOST udp bind 5000
//   tunlab on HOST node tunnel.mjs 5000 ADDRESS     (of the other end, which does the same)
import {connect} from 'node:net';

const [port, peer] = process.argv.slice(2);
const device = connect(`${process.env.TUNLAB_DEV}/tun/0`);
const network = connect(`${process.env.TUNLAB_DEV}/udp/${port}`);

// In front of each datagram: 1 (IPv4), the address of the other end, its port.
const header = Buffer.from([1, ...peer.split('.').map(Number), port >> 8, port & 255]);

process.on('SIGTERM', () => process.exit());
eachFrame(device, (packet) => network.write(frame(Buffer.concat([header, packet]))));
eachFrame(network, (datagram) => device.write(frame(datagram.subarray(header.length))));

// On both sockets, four octets that tell the length stand in front.
function frame(octets) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(octets.length);
  return Buffer.concat([length, octets]);
}

function eachFrame(socket, use) {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE()) {
      const end = 4 + rest.readUInt32BE();
      use(rest.subarray(4, end));
      rest = rest.subarray(end);
    }
  });
  socket.on('close', () => process.exit());
  socket.on('error', ({message}) => console.error(`tunnel: ${message}`));
}
