/** A configuration that is there as long as somebody holds it. */
import Type, {type Static} from 'typebox';
import {DeviceMode} from './device.ts';
import {AddressSpec, InterfaceState} from './interface.ts';
import {InterfaceName, Ip, Metric, OnInterface, Prefix} from './scalars.ts';
import {BindUdp, UdpState} from './udp.ts';

/**
 * What to make of an interface until the stream ends, whoever ends it: what was there before stays, and what was changed
 * is as before. A device that is not there is made, and is gone afterwards.
 */
export const HoldConfiguration = Type.Object(
  {
    ...OnInterface,
    /** Of the device, if it has to be made. */
    mode: Type.Optional(DeviceMode),
    mtu: Type.Optional(Type.Integer()),
    /** Hardware address. */
    address: Type.Optional(Type.String({maxLength: 17})),
    addresses: Type.Optional(Type.Array(AddressSpec, {maxItems: 64})),
    /** By this interface, unless they name another. Routes that are there already are left alone. */
    routes: Type.Optional(
      Type.Array(
        Type.Object(
          {
            dst: Prefix,
            gateway: Type.Optional(Ip),
            dev: Type.Optional(InterfaceName),
            metric: Type.Optional(Metric),
          },
          {additionalProperties: false},
        ),
        {maxItems: 8192},
      ),
    ),
    /** Servers of the domain name system that the host asks, in this order. */
    nameservers: Type.Optional(Type.Array(Ip, {maxItems: 16})),
    /** A UDP port of the host, with a node. */
    udp: Type.Optional(Type.Omit(BindUdp, ['host'])),
  },
  {additionalProperties: false},
);
export type HoldConfiguration = Static<typeof HoldConfiguration>;

/** The interface as it is made, and the UDP port, if one was asked for. */
export const HeldConfiguration = Type.Object({...InterfaceState.properties, udp: Type.Optional(UdpState)});
export type HeldConfiguration = Static<typeof HeldConfiguration>;
