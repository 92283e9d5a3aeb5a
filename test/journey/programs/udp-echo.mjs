/** Sends each datagram that comes to ADDRESS PORT back, and says when it can. */
import {createSocket} from 'node:dgram';

const [address, port] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.on('message', (data, {address: to, port: back}) => socket.send(data, back, to));
socket.bind(Number(port), address, () => console.log('ready'));
