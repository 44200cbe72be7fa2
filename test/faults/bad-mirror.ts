/** A yum mirror that serves a folder as one does on a bad day: `node bad-mirror.js HOW ADDRESS PORT FOLDER`. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';

type Serve = (file: string, request: IncomingMessage, response: ServerResponse) => void;

const whole: Serve = (file, _request, response) => {
  response.writeHead(200, { 'content-length': statSync(file).size });
  createReadStream(file).pipe(response);
};

/** One byte a second. */
const trickle: Serve = (file, _request, response) => {
  const bytes = readFileSync(file);
  response.writeHead(200, { 'content-length': bytes.length });
  let at = 0;
  const timer = setInterval(() => response.write(bytes.subarray(at, ++at)), 1_000);
  response.once('close', () => clearInterval(timer));
};

const truncated: Serve = (file, request, response) => {
  const bytes = readFileSync(file);
  response.writeHead(200, { 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.end());
};

/** One bit of it is another. */
const altered: Serve = (file, _request, response) => {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = bytes[at]! ^ 1;
  response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
};

const isRpm = (file: string) => file.endsWith('.rpm');
const rpmsOnly =
  (bad: Serve): Serve =>
  (file, ...rest) =>
    (isRpm(file) ? bad : whole)(file, ...rest);

const HOW: Record<string, Serve> = {
  'not-found': (_file, _request, response) => response.writeHead(404).end('not found'),
  error: (_file, _request, response) => response.writeHead(500).end('internal error'),
  reset: (_file, request) => request.socket.resetAndDestroy(),
  trickle: rpmsOnly(trickle),
  truncated: rpmsOnly(truncated),
  altered: rpmsOnly(altered),
};

const [how = '', address, port, folder = ''] = process.argv.slice(2);
const serve = HOW[how];
if (serve === undefined) throw new Error(`how? one of: ${Object.keys(HOW).join(', ')}`);
createServer((request, response) => {
  const file = join(folder, normalize(decodeURIComponent(request.url ?? '/').split('?')[0]!));
  try {
    if (!statSync(file).isFile()) throw new Error('a folder');
    serve(file, request, response);
  } catch {
    response.writeHead(404).end();
  }
}).listen(Number(port), address, () => console.log('serves'));
