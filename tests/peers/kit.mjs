// What the tests of peers share: keys made for the run, an exchange of their own, checks that are told.
import {spawn} from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

// Debian 12's Node.js has this only as a module; the clients expect it everywhere.
globalThis.crypto ??= crypto.webcrypto;

// A package of the peers, as a module: their own packages are modules that older Node.js cannot require.
const folderOfPeers = path.join(process.env.PEERS, 'node_modules');
async function peer(name) {
  const own = JSON.parse(fs.readFileSync(path.join(folderOfPeers, name, 'package.json'), 'utf8'));
  const entry = own.exports?.['.'] ?? own.module ?? own.main;
  const file = typeof entry === 'string' ? entry : entry.import?.default ?? entry.import;
  return import(pathToFileURL(path.join(folderOfPeers, name, file)));
}
export const ccxt = (await peer('ccxt')).default;
export const hyperliquid = await peer('@nktkas/hyperliquid');
export const WebSocket = (await peer('ws')).default;

// A folder of its own for the run.
export const makeFolder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'peers-'));

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export function check(name, good, found = '') {
  console.log(good ? `ok ${name}` : `FAIL ${name}: ${typeof found === 'string' ? found : JSON.stringify(found)}`);
}

// The name of the error that an action ends with; '' when it does not.
export async function errorOf(action) {
  try {
    await action();
    return '';
  } catch (e) {
    return e.constructor.name;
  }
}

// A value, but not after so long.
export function within(ms, promise, what) {
  return Promise.race([promise, sleep(ms).then(() => { throw new Error(`${what}: nothing within ${ms} ms`); })]);
}

// One key file of each kind, as Coinbase hands them out.
export function makeKeys() {
  const folder = makeFolder();
  const id = () => crypto.randomUUID();
  const ec = crypto.generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
  const ed = crypto.generateKeyPairSync('ed25519').privateKey.export({format: 'jwk'});
  const keys = {
    ec: {name: `organizations/${id()}/apiKeys/${id()}`, privateKey: ec.export({type: 'sec1', format: 'pem'})},
    ed25519: {
      id: id(),
      privateKey: Buffer.concat([Buffer.from(ed.d, 'base64url'), Buffer.from(ed.x, 'base64url')]).toString('base64'),
    },
  };
  for (const [kind, key] of Object.entries(keys))
    fs.writeFileSync(path.join(folder, kind + '.json'), JSON.stringify(key), {mode: 0o600});
  return {folder, ...keys};
}

// An exchange of its own for a test, which lets clients ask as fast as they like unless it says otherwise: url, ask(method, path) of its control endpoint, output(), stop().
export async function startExchange(...options) {
  const child = spawn('simex', ['--limits', '0', ...options], {stdio: ['ignore', 'pipe', 'pipe']});
  let out = '', err = '';
  child.stderr.on('data', (d) => { err += d; });
  await within(5000, new Promise((done) => child.stdout.on('data', (d) => {
    out += d;
    if (out.includes('\n')) done();
  })), 'the address');
  const url = out.split('\n')[0];
  const ask = async (method, where, body) => (await fetch(url + where, {method, body})).json();
  const ended = new Promise((done) => child.on('exit', done));
  return {
    url,
    ask,
    output: () => out + err,
    stop: () => {
      child.kill();
      return ended;
    },
  };
}
