#!/usr/bin/env node
/**
 * Joins a tap of a lab to a program that speaks VDE on its input and output: vde_adapter.mjs [SOCKET]
 *
 *   vdens "cmd://node examples/vde_adapter.mjs $TUNLAB_DEV/tap/0" sh
 *
 * VDE has a 16-bit length in front of each Ethernet frame, the device node a 32-bit one; both are big-endian.
 */
import {createWriteStream} from 'node:fs';
import {connect} from 'node:net';

const [path = `${process.env.TUNLAB_DEV}/tap/0`] = process.argv.slice(2);

/** The longest frame that VDE has a length for. */
const LONGEST_FRAME = 0xffff;
/** Octets that may wait for a daemon that is busy. What comes beyond is dropped, as by any network card. */
const MOST_WAITING = 1_048_576;

/** The frames of a stream, each a view behind a length of `width` octets. */
async function* frames(stream, width) {
  let octets = Buffer.alloc(0);
  for await (const chunk of stream) {
    octets = Buffer.concat([octets, chunk]);
    while (octets.length >= width) {
      const length = octets.readUIntBE(0, width);
      // The first opener of a node is the only one; a second one reads a length of 0xffffffff.
      if (length > LONGEST_FRAME) fail(`${path} is open already`);
      if (octets.length < width + length) break;
      yield octets.subarray(width, width + length);
      octets = octets.subarray(width + length);
    }
  }
}

/** A frame behind its length, for one write: readers of VDE want the whole length at once. */
function framed(frame, width) {
  const octets = Buffer.allocUnsafe(width + frame.length);
  octets.writeUIntBE(frame.length, 0, width);
  octets.set(frame, width);
  return octets;
}

function fail(reason) {
  console.error(`vde_adapter: ${reason}`);
  process.exit(1);
}

const node = connect(path).on('error', ({message}) => fail(message));
// process.stdout would block while nobody reads it, and two programs that block on writing to each other stay so.
const output = createWriteStream('', {fd: 1}).on('error', () => process.exit());

async function fromKernelToLab() {
  for await (const frame of frames(process.stdin, 2)) {
    if (node.writableLength < MOST_WAITING) node.write(framed(frame, 4));
  }
  node.end();
}

async function fromLabToKernel() {
  for await (const frame of frames(node, 4)) {
    if (!output.write(framed(frame, 2))) await new Promise((drained) => output.once('drain', drained));
  }
  output.end(() => process.exit());
}

await Promise.all([fromKernelToLab(), fromLabToKernel()]);
