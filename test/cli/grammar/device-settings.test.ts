import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseSettings} from '../../../src/cli/grammar/device-settings.ts';
import {anyWords, expectRefusal, expectRequestOrRefusal, words} from './refusals.ts';

test.each([
  ['persist on', {persist: true}],
  ['persist=off', {persist: false}],
  ['link-header ethernet', {link_header: 'ethernet'}],
  ['link_header=pi', {link_header: 'pi'}],
  ['application-queue 500', {application_packets: 500}],
  ['application-queue 1packet', {application_packets: 1}],
  ['interface-queue 48448octets', {interface_octets: 48448}],
  ['interface-queue 32packets interface-queue 48448octets', {interface_packets: 32, interface_octets: 48448}],
  ['application-queue=-octets', {application_octets: null}],
  ['queue 0', {application_packets: 0, interface_packets: 0}],
  ['queue=1000octets', {application_octets: 1000, interface_octets: 1000}],
  ['queue 99999999', {application_packets: 99999999, interface_packets: 99999999}],
  ['owner nobody group -', {user: 'nobody', group: null}],
  ['persist on owner=- queue 10', {persist: true, user: null, application_packets: 10, interface_packets: 10}],
])('tunctl set tun0 %s', (line, change) => {
  expect(parseSettings(words(line))).toEqual(change);
});

test.each([
  ['', 'say what to set: persist, link-header'],
  ['colour red', '"colour" is not a setting of a device: persist'],
  ['constructor=1', '"constructor" is not a setting'],
  ['persist', '"persist" needs a value'],
  ['persist maybe', 'on or off'],
  ['persist=', 'on or off'],
  ['link-header vlan', 'none, ethernet, pi, af'],
  ['queue many', 'a limit such as 500packets or 48448octets'],
  ['queue -1', 'a limit such as'],
  ['queue 10kilograms', 'a limit such as'],
  ['owner=', '"owner" needs a name'],
  ['persist on persist on', '"persist" sets what an earlier word has set'],
  ['queue 5 application-queue 6', '"application-queue" sets what an earlier word has set'],
])('tunctl set tun0 %s is refused', (line, text) => {
  expectRefusal(parseSettings, line, text);
});

test('any words are a change or a documented refusal', () => {
  const known = words(
    'persist on off link-header pi queue application-queue interface-queue owner group - 5octets queue=5',
  );
  fc.assert(
    fc.property(anyWords(known), (given) => expectRequestOrRefusal(parseSettings, given)),
    {numRuns: 2000},
  );
});
