/** The server and the client, over a real socket. */
import {connect} from 'node:net';
import {text} from 'node:stream/consumers';
import {describe, expect, test, vi} from 'vitest';
import {ERROR_CODES, NetworkError, type ErrorCode} from '../../src/errors.ts';
import {ENDPOINTS, type Endpoint} from '../../src/api/endpoints.ts';
import type {MethodName} from '../../src/api/lab-api.ts';
import {curl, JSON_BODY} from './curl.ts';
import {gathered, pathsIn, servedLabs} from './served.ts';
import {temporaryDirectories} from './temporary.ts';

const temporary = temporaryDirectories();
const serve = servedLabs();

/** A request of each method that its schema takes. */
const REQUESTS: Readonly<Record<MethodName, object>> = (() => {
  const on = {host: 'local', ifname: '/dev/net/ipro1000/0'};
  const special: Partial<Record<MethodName, object>> = {
    hello: {},
    stop: {},
    listInterfaces: {host: 'local'},
    listRoutes: {host: 'local'},
    flushRoutes: {host: 'local'},
    listDevices: {host: 'local'},
    configureInterface: {...on, set: {local: '10.0.0.1', prefixlen: 24}, up: true, mtu: 1500},
    addRoute: {host: 'local', dst: '10.0.0.0/8', gateway: '10.0.0.1', metric: 5},
    deleteRoute: {host: 'local', dst: 'default'},
    lookupRoute: {host: 'local', destination: '10.1.2.3'},
    createDevice: {host: 'local', ifname: 'tun0', application_octets: null, link_header: 'pi'},
    changeDevice: {...on, persist: true, user: null},
    showStatistics: {host: 'client'},
    listHosts: {},
    showClock: {},
    advanceClock: {milliseconds: 2.5},
    holdClock: {held: true},
    showHost: {host: 'client'},
    addHost: {host: 'client'},
    removeHost: {host: 'client'},
    changeHost: {
      host: 'client',
      personality: 'linux',
      settings: {'net.inet.ip.forwarding': true},
      names: {here: '10.0.0.1', gone: null},
    },
    listNeighbours: {host: 'client'},
    setNeighbour: {host: 'client', dst: '10.0.0.7', lladdr: '02:00:00:00:00:07', proxy: true},
    deleteNeighbour: {host: 'client', dst: '10.0.0.7', dev: 'eth0'},
    flushNeighbours: {host: 'client', dev: 'eth0'},
    resolveName: {host: 'client', name: 'here.example', family: 'inet6'},
    listBridges: {host: 'client'},
    listDhcp: {host: 'client'},
    listUplinks: {},
    addUplink: {...on, via: 'qemu', restrict: true, network: '10.0.3.0/24', dhcp: true, timeout: 5},
    addBridge: {...on, ports: ['tap0', 'eth1'], ageing: 60},
    changeBridge: {...on, ageing: 0.5, join: ['tap0'], leave: ['eth1']},
    waitFor: {host: 'client', condition: {kind: 'idle'}},
    showTopology: {},
    transact: {changes: []},
    listWires: {},
    addWire: {wire: 'lan', ends: [{host: 'client', ifname: 'eth0'}]},
    changeWire: {wire: 'lan', loss: 12.5, rate: null, joined: false},
    removeWire: {wire: 'lan'},
    showWire: {wire: 'lan'},
    addDropRule: {wire: 'lan', nth: 3, from: {host: 'client', ifname: 'eth0'}, protocol: 17, port: 53},
    captureWire: {wire: 'lan', protocol: 17, count: 2, timeout: 0.5},
    clearDropRules: {wire: 'lan'},
    stepQueue: {...on, queue: 'application'},
    readDevice: {...on, count: 1, timeout: 0.5},
    writeDevice: {...on, frames: ['4500', '']},
    listUdp: {host: 'client'},
    bindUdp: {host: 'client', port: 7, address: '10.0.0.1', join: [{group: '239.1.2.3', dev: 'eth0'}]},
    closeUdp: {host: 'client', port: 7},
    udpReceive: {host: 'client', address: '10.0.0.1', port: 7, count: 2, timeout: 0.5, echo: true},
    udpSend: {host: 'client', destination: 'server', port: 7, source_port: 49152, ttl: 3, data: '00ff', wait: 1.5},
    ping: {host: 'ünï/cøde ?&#%', destination: '10.0.0.1', interval: 0.2},
  };
  return Object.fromEntries(
    Object.keys(ENDPOINTS).map((name) => [name, special[name as MethodName] ?? on]),
  ) as Readonly<Record<MethodName, object>>;
})();

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of one item
async function* once(item: unknown): AsyncGenerator {
  yield item;
}

describe('every method', () => {
  test.each(Object.entries<Endpoint>(ENDPOINTS))(
    '%s arrives as it was called, and its answer too',
    async (name, {stream}) => {
      const asked: unknown[] = [];
      const answer = {name, nested: {list: [1, 'ü\n', null]}};
      const method = (received: unknown): unknown => {
        asked.push(received);
        return stream === true ? once(answer) : Promise.resolve(answer);
      };
      const {lab} = await serve(pathsIn(temporary()), {[name]: method});
      const call = (lab as unknown as Record<string, (request: object) => unknown>)[name]!;
      const given = call(REQUESTS[name as MethodName]);
      expect(stream === true ? await gathered(given as AsyncIterable<unknown>) : [await given]).toEqual([answer]);
      expect(asked).toEqual([REQUESTS[name as MethodName]]);
    },
  );
});

describe('what is refused', () => {
  test.each(Object.keys(ERROR_CODES) as ErrorCode[])(
    '%s reaches the caller with its message and its details',
    async (code) => {
      const failure = new NetworkError(code, 'says what to do', {why: [1, 'x']});
      const paths = pathsIn(temporary());
      const {lab} = await serve(paths, {listInterfaces: () => Promise.reject(failure)});
      await expect(lab.listInterfaces({host: 'local'})).rejects.toMatchObject({
        code,
        message: failure.message,
        detail: failure.detail,
      });
      const {status, type, body} = await curl(paths.apiSocket, 'GET', '/v1/hosts/local/interfaces');
      expect(type).toBe('application/problem+json');
      expect(body).toEqual({
        type: `urn:tunlab:error:${code}`,
        title: ERROR_CODES[code],
        status,
        code,
        detail: 'says what to do',
        context: {why: [1, 'x']},
      });
      expect(status).toBeGreaterThanOrEqual(400);
    },
  );

  test('a fault of tunlab is an internal error without a stack', async () => {
    const paths = pathsIn(temporary());
    await serve(paths, {
      listInterfaces: () => {
        throw new TypeError('x is undefined');
      },
    });
    const {status, body} = await curl(paths.apiSocket, 'GET', '/v1/hosts/local/interfaces');
    expect({status, code: (body as {code: string}).code}).toEqual({status: 500, code: 'EINTERNAL'});
    expect(JSON.stringify(body)).not.toContain('server.test');
  });

  test('details that are not JSON are left out, the failure is not', async () => {
    const {lab} = await serve(pathsIn(temporary()), {
      listInterfaces: () => Promise.reject(new NetworkError('ENODEV', 'gone', {big: 1n})),
    });
    await expect(lab.listInterfaces({host: 'local'})).rejects.toMatchObject({code: 'ENODEV', detail: {}});
  });

  test.each<[string, string, string, string | undefined, number, string, RegExp]>([
    ['an unknown place', 'GET', '/v1/nothing', undefined, 404, 'ENOENT', /there is no GET \/v1\/nothing/],
    ['an unknown verb', 'PATCH', '/v1/hello', '{}', 404, 'ENOENT', /PATCH/],
    [
      'an unknown property',
      'PATCH',
      '/v1/hosts/a/interfaces/tun0',
      '{"ups":true}',
      400,
      'EUSAGE',
      /"ups" is not known here/,
    ],
    [
      'one inside another',
      'PATCH',
      '/v1/hosts/a/interfaces/tun0',
      '{"set":{"local":"1.1.1.1","x":1}}',
      400,
      'EUSAGE',
      /"set.x" is not/,
    ],
    [
      'a property of the path in the body',
      'PATCH',
      '/v1/hosts/a/interfaces/tun0',
      '{"host":"b"}',
      400,
      'EUSAGE',
      /"host" is not/,
    ],
    [
      'an unknown property in a query',
      'GET',
      '/v1/hosts/a/interfaces?x=1',
      undefined,
      400,
      'EUSAGE',
      /"x" is not known/,
    ],
    ['a missing property', 'POST', '/v1/hosts/a/routes', '{}', 400, 'EUSAGE', /"dst" is missing/],
    [
      'a property given twice',
      'GET',
      '/v1/hosts/a/routes/lookup?destination=1.1.1.1&destination=1.1.1.2',
      undefined,
      400,
      'EUSAGE',
      /"destination" must be string/,
    ],
    ['another type', 'PATCH', '/v1/hosts/a/interfaces/tun0', '{"mtu":"1500"}', 400, 'EUSAGE', /"mtu" must be integer/],
    [
      'none of the words',
      'POST',
      '/v1/hosts/a/devices/tun0/queues/step',
      '{"queue":"x"}',
      400,
      'EUSAGE',
      /"queue" must be one of "application", "interface"/,
    ],
    ['a list', 'POST', '/v1/stop', '[]', 400, 'EUSAGE', /the request must be object/],
    ['no JSON', 'POST', '/v1/stop', '{', 400, 'EUSAGE', /JSON/],
    ['a prototype', 'POST', '/v1/stop', '{"__proto__":{}}', 400, 'EUSAGE', /JSON/],
    ['a body that is too long', 'POST', '/v1/stop', `{"x":"${'x'.repeat(1 << 20)}"}`, 413, 'EMSGSIZE', /too large/],
    [
      'a name that is too long',
      'GET',
      `/v1/hosts/${'x'.repeat(64)}/interfaces`,
      undefined,
      400,
      'EUSAGE',
      /"host" must not have more than 63/,
    ],
    ['a name that is far too long', 'GET', `/v1/hosts/${'x'.repeat(4000)}/interfaces`, undefined, 414, 'EUSAGE', /./],
    ['a path that can not be decoded', 'GET', '/v1/hosts/%zz/interfaces', undefined, 400, 'EUSAGE', /./],
  ])('%s', async (_what, verb, path, body, status, code, told) => {
    const paths = pathsIn(temporary());
    await serve(paths, {});
    const answer = await curl(paths.apiSocket, verb, path, body, body === undefined ? {} : JSON_BODY);
    expect(answer).toMatchObject({status, type: 'application/problem+json', body: {code, status}});
    const {detail} = answer.body as {detail: string};
    expect(detail).toMatch(told);
    expect(detail).not.toContain('\n');
  });

  test('a body of another type', async () => {
    const paths = pathsIn(temporary());
    await serve(paths, {});
    const answer = await curl(paths.apiSocket, 'POST', '/v1/stop', 'a=b', {'content-type': 'text/html'});
    expect(answer).toMatchObject({status: 415, type: 'application/problem+json', body: {code: 'EUSAGE'}});
  });

  test.each([
    ['what is not HTTP', 'SSH-2.0-x\r\n\r\n', 400],
    ['headers that are too long', `GET / HTTP/1.1\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
  ])('%s, and the server goes on', async (_what, octets, status) => {
    const paths = pathsIn(temporary());
    const {lab} = await serve(paths, {});
    const socket = connect(paths.apiSocket);
    socket.on('error', () => undefined);
    socket.write(octets);
    expect(await text(socket)).toContain(`HTTP/1.1 ${status} `);
    await expect(lab.hello({})).resolves.toMatchObject({name: 'tunlab'});
  });
});

describe('a request', () => {
  test('without a body asks for nothing in particular', async () => {
    const stop = vi.fn(() => Promise.resolve({}));
    const paths = pathsIn(temporary());
    await serve(paths, {stop});
    expect(await curl(paths.apiSocket, 'POST', '/v1/stop')).toMatchObject({status: 200, body: {}});
    expect(stop).toHaveBeenCalledWith({}, expect.anything());
  });

  test('is longer than the daemon takes: the client says so without sending it', async () => {
    const {lab} = await serve(pathsIn(temporary()), {});
    const frames = Array.from({length: 20}, () => '00'.repeat(65_000));
    await expect(lab.writeDevice({host: 'a', ifname: 'tun0', frames})).rejects.toMatchObject({code: 'EMSGSIZE'});
  });

  test('without a name is refused by the client', async () => {
    const {lab} = await serve(pathsIn(temporary()), {});
    await expect(lab.showInterface({host: 'a', ifname: ''})).rejects.toMatchObject({
      code: 'EUSAGE',
      message: '"ifname" is missing',
    });
  });
});
