/** OpenVPN as it is, client and server both as an ordinary user, each on its own host of a lab: `tunlab run`. */
import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {needs} from './needs.ts';
import {OrdinaryUser} from './ordinary-user.ts';
import {eventually, type Program} from './sandbox.ts';

interface Identity {
  readonly words: readonly string[];
  readonly fingerprint: string;
}

class Tunnel {
  readonly user = new OrdinaryUser();

  async begin(): Promise<this> {
    await this.user.output('daemon start --personality linux');
    await this.user.output('host add server');
    return this;
  }

  file(name: string): string {
    return join(this.user.box.directory, name);
  }

  /** A key, and a certificate that nobody but itself vouches for: the other side knows its fingerprint. */
  async identity(name: string): Promise<Identity> {
    const [key, certificate] = [this.file(`${name}.key`), this.file(`${name}.crt`)];
    const made = await this.user.run(
      // prettier-ignore
      ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
       '-subj', `/CN=${name}`, '-keyout', key, '-out', certificate],
    );
    expect(made.status).toBe(0);
    return {
      words: ['--key', key, '--cert', certificate],
      fingerprint: new X509Certificate(readFileSync(certificate)).fingerprint256,
    };
  }

  start(host: string, ...words: readonly string[]) {
    return this.user.start(['tunlab', 'run', '--host', host, 'openvpn', '--dev', 'tun0', ...words]);
  }

  async pings(host: string, address: string): Promise<void> {
    const ping = (words: string) => this.user.output(`ping -c 1 ${words} ${address} --host ${host}`);
    await eventually(async () => expect(await ping('-W 2')).toContain(' 0% packet loss'));
    for (const size of [64, 1440, 3000]) expect(await ping(`-W 10 -s ${size}`)).toContain(' 0% packet loss');
  }

  /**
   * Client and server with TLS, until both say that they are ready.
   *
   * @param start one of them on a host, with its words
   */
  async withTls(
    port: string,
    start: (host: string, words: readonly string[]) => Promise<Program>,
  ): Promise<{server: Program; client: Program}> {
    const [ours, theirs] = [await this.identity('client'), await this.identity('server')];
    const server = await start('server', [
      ...['--local', '127.0.0.1', '--lport', port, '--server', '10.8.0.0', '255.255.255.0', '--topology', 'subnet'],
      ...['--server-ipv6', 'fd00:8::/64', '--dh', 'none', '--peer-fingerprint', ours.fingerprint, ...theirs.words],
      ...['--push', 'route 10.66.0.0 255.255.0.0', '--push', 'route-ipv6 fd66::/48', '--tun-mtu', '1400'],
    ]);
    await server.printed(/Initialization Sequence Completed/);
    const remote = ['--client', '--nobind', '--remote', '127.0.0.1', port];
    const client = await start('local', [...remote, '--peer-fingerprint', theirs.fingerprint, ...ours.words]);
    await client.printed(/Initialization Sequence Completed/);
    return {server, client};
  }

  /** What the server pushes is there, and pings of all sizes go both ways. */
  async works(): Promise<void> {
    await eventually(async () => {
      const there = await this.user.configuration('local');
      expect(there).toMatch(/^tun0: .* mtu 1400\n +inet 10\.8\.0\.2 +netmask 255\.255\.255\.0 /m);
      expect(there).toMatch(/^ +inet6 fd00:8::1000 +prefixlen 64 /m);
      expect(there).toMatch(/^10\.66\.0\.0 +10\.8\.0\.1 +255\.255\.0\.0 +UG .* tun0$/m);
      expect(there).toMatch(/^fd66::\/48 +(fd00:8::1|::) .* tun0$/m);
    });
    await this.pings('local', '10.8.0.1');
    await this.pings('server', '10.8.0.2');
    await this.pings('local', 'fd00:8::1');
  }

  configuration(): Promise<string> {
    return this.user.configuration('local', 'server');
  }
}

describe('OpenVPN, client and server', () => {
  test('with TLS: what the server pushes is there for as long', needs('openvpn', 'openssl'), async () => {
    const tunnel = await new Tunnel().begin();
    const before = await tunnel.configuration();
    const {client, server} = await tunnel.withTls('21943', (host, words) =>
      Promise.resolve(tunnel.start(host, ...words)),
    );
    await tunnel.works();
    expect((await client.kill('SIGTERM')).status).toBe(0);
    expect((await server.kill('SIGTERM')).status).toBe(0);
    expect(await tunnel.configuration()).toBe(before);
  });

  test('with a static key, which 2.6 still takes', needs('openvpn'), async () => {
    const tunnel = await new Tunnel().begin();
    const before = await tunnel.configuration();
    const key = tunnel.file('static.key');
    expect((await tunnel.user.run(['openvpn', '--genkey', 'secret', key])).status).toBe(0);
    const common = ['--secret', key, '--cipher', 'AES-256-CBC', '--remote', '127.0.0.1'];
    const server = tunnel.start(
      'server',
      ...[...common, '--lport', '21941', '--rport', '21942', '--ifconfig', '10.8.0.1', '10.8.0.2'],
      ...['--ifconfig-ipv6', 'fd00:8::1/64', 'fd00:8::2'],
    );
    const client = tunnel.start(
      'local',
      ...[...common, '--lport', '21942', '--rport', '21941', '--ifconfig', '10.8.0.2', '10.8.0.1'],
      ...['--ifconfig-ipv6', 'fd00:8::2/64', 'fd00:8::1', '--route', '10.66.0.0', '255.255.0.0'],
    );
    await Promise.all([server, client].map((each) => each.printed(/Initialization Sequence Completed/)));
    expect(await tunnel.user.output('route -n')).toMatch(/^10\.66\.0\.0 +10\.8\.0\.1 +255\.255\.0\.0 /m);
    await tunnel.pings('local', '10.8.0.1');
    await tunnel.pings('server', 'fd00:8::2');
    expect((await client.kill('SIGTERM')).status).toBe(0);
    expect((await server.kill('SIGTERM')).status).toBe(0);
    expect(await tunnel.configuration()).toBe(before);
  });

  test('2.7, by --dev-node unix:, also after a restart', needs('openvpn-2.7', 'openssl'), async () => {
    const tunnel = await new Tunnel().begin();
    const before = await tunnel.configuration();
    const {client, server} = await tunnel.withTls('21944', async (host, words) => {
      const helper = (await tunnel.user.output(`openvpn-dev tun0 --host ${host}`)).trim();
      const device = ['--dev', 'tun', '--dev-node', `unix:${helper}`, '--script-security', '2'];
      return tunnel.user.start(['openvpn-2.7', ...device, ...words]);
    });
    await tunnel.works();
    client.process.kill('SIGUSR1');
    await client.printed(/(?:Initialization Sequence Completed[^]*){2}/);
    await tunnel.works();
    expect((await client.kill('SIGTERM')).status).toBe(0);
    expect((await server.kill('SIGTERM')).status).toBe(0);
    await eventually(async () => expect(await tunnel.configuration()).toBe(before));
    await eventually(() => expect(tunnel.user.box.processes()).toHaveLength(1));
  });
});
