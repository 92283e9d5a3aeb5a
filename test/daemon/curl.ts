import {request} from 'node:http';
import {text} from 'node:stream/consumers';

interface Answer {
  status: number;
  type: string | undefined;
  body: unknown;
}

/** What `curl --unix-socket` would get. */
export function curl(socketPath: string, method: string, path: string, body?: string, headers = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({socketPath, method, path, headers, agent: false}, (response) => {
      text(response).then((answer) => {
        const type = response.headers['content-type'];
        resolve({status: response.statusCode!, type, body: answer === '' ? '' : (JSON.parse(answer) as unknown)});
      }, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export const JSON_BODY = {'content-type': 'application/json'};
