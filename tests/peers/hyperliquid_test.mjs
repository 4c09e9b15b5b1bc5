// Trading at Hyperliquid: ccxt, and a client that checks what it sends against the venue's schemas.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {ccxt, check, errorOf, hyperliquid as hl, makeFolder, sleep, startExchange, WebSocket, within} from './kit.mjs';

const folder = makeFolder();
const secret = '0x' + crypto.randomBytes(32).toString('hex');
fs.writeFileSync(path.join(folder, 'key'), secret, {mode: 0o600});
const exchange = await startExchange('--venue', 'hyperliquid', '--keys', folder, '--seed', '11');
const symbol = 'BTC/USDC:USDC';
const id = (n) => '0x' + n.toString(16).padStart(32, '0');

const x = new ccxt.pro.hyperliquid({privateKey: secret, enableRateLimit: false});
x.walletAddress = x.ethGetAddressFromPrivateKey(secret);
x.urls.api.public = x.urls.api.private = exchange.url;
x.urls.api.ws = {public: exchange.url.replace('http', 'ws') + '/ws'};
await x.loadHttpProxyAgent();

// How many channels the exchange has confirmed to ccxt.
let confirmed = 0;
const handled = x.handleMessage.bind(x);
x.handleMessage = (client, message) => {
  if (message.channel === 'subscriptionResponse') ++confirmed;
  return handled(client, message);
};

async function ccxtTrades() {
  await x.loadMarkets();
  const {last} = await x.fetchTicker(symbol);
  const low = Math.round(last * 0.9);
  check('ccxt: balance', (await x.fetchBalance()).USDC.total === 100000);
  const resting = await x.createOrder(symbol, 'limit', 'buy', 0.01, low, {clientOrderId: id(1)});
  check('ccxt: a resting order is open', (await x.fetchOpenOrders(symbol))[0]?.id === resting.id);
  const edited = await x.editOrder(resting.id, symbol, 'limit', 'buy', 0.02, low + 1, {clientOrderId: id(1)});
  const open = await x.fetchOpenOrders(symbol);
  check('ccxt: a change is a new order in the place of the old one',
        open.length === 1 && open[0].id === edited.id && open[0].amount === 0.02 && open[0].price === low + 1, open);
  check('ccxt: the old number is cancelled', (await x.fetchOrder(resting.id, symbol)).status === 'canceled');
  check('ccxt: and cannot be changed again',
        await errorOf(() => x.editOrder(resting.id, symbol, 'limit', 'buy', 0.02, low + 2)) !== '');
  await x.cancelOrder(undefined, symbol, {clientOrderId: id(1)});
  check('ccxt: it is cancelled by its client id', (await x.fetchOpenOrders(symbol)).length === 0);
  const orders = x.watchOrders(symbol), trades = x.watchMyTrades(symbol);
  await within(9000, (async () => { while (confirmed < 2) await sleep(20); })(), 'subscriptions');
  const taken = await x.createOrder(symbol, 'market', 'buy', 0.01, last);
  check('ccxt: a market order is filled', taken.filled === 0.01, taken);
  check('ccxt: the order is told', (await within(5000, orders, 'watchOrders')).length > 0);
  check('ccxt: the fill is told', (await within(5000, trades, 'watchMyTrades')).some((t) => t.order === taken.id));
  const [position] = await x.fetchPositions([symbol]);
  check('ccxt: position', position.side === 'long' && position.contracts === 0.01, position);
  check('ccxt: my trades', (await x.fetchMyTrades(symbol)).some((t) => t.order === taken.id && t.fee.cost > 0));
  check('ccxt: the fee of the tier', (await x.fetchTradingFee(symbol)).taker === 0.00045);
  const posted = await x.createOrderWs(symbol, 'limit', 'buy', 0.01, low);
  check('ccxt: an order through the socket', (await x.fetchOrder(posted.id, symbol)).status === 'open');
  check('ccxt: too soon for a scheduled cancel', await errorOf(() => x.cancelAllOrdersAfter(1000)) !== '');
  await x.cancelAllOrdersAfter(5500);
  await within(9000, (async () => { while ((await x.fetchOpenOrders(symbol)).length > 0); })(), 'the scheduled cancel');
  check('ccxt: all is cancelled when its time has come', (await x.fetchOrder(posted.id, symbol)).status === 'canceled');
  await x.createOrder(symbol, 'market', 'sell', 0.01, last, {reduceOnly: true});
  check('ccxt: closed', (await x.fetchPositions([symbol])).length === 0);
}

// The signature of typed data is ccxt's; everything else is the client's own.
const wallet = {
  getAddress: async () => x.walletAddress,
  signTypedData: async (domain, types, message) => {
    const {r, s, v} = x.signMessage(x.ethEncodeStructuredData(domain, types, message), secret);
    return '0x' + [r, s].map((n) => n.slice(2).padStart(64, '0')).join('') + v.toString(16);
  },
};

async function schemasHold() {
  const transport = new hl.HttpTransport({apiUrl: exchange.url});
  const info = new hl.InfoClient({transport}), acts = new hl.ExchangeClient({transport, wallet});
  const sockets = new hl.WebSocketTransport({url: exchange.url.replace('http', 'ws') + '/ws', reconnect: {WebSocket}});
  const channels = new hl.SubscriptionClient({transport: sockets});
  const user = x.walletAddress, told = [];
  const price = Math.round((await info.allMids()).BTC);
  const order = (more) => ({a: 0, b: true, p: String(Math.round(price * 0.9)), s: '0.01', r: false, t: {limit: {tif: 'Gtc'}}, ...more});
  const place = async (more) => (await acts.order({orders: [order(more)], grouping: 'na'})).response.data.statuses[0];
  await channels.orderUpdates({user}, (u) => told.push(...u.map((o) => `${o.order.oid} ${o.status}`)));
  await channels.userFills({user}, (f) => told.push(...f.fills.map((g) => `${g.oid} fill`)));
  const oid = (await place({t: {limit: {tif: 'Alo'}}, c: id(7)})).resting.oid;
  check('schemas: status', (await info.orderStatus({user, oid})).order?.order.cloid === id(7));
  await acts.modify({oid, order: order({s: '0.02', c: id(7)})});
  const open = await info.frontendOpenOrders({user});
  check('schemas: changed', open.length === 1 && open[0].origSz === '0.02' && open[0].cloid === id(7), open);
  const batch = await acts.batchModify({modifies: [{oid: open[0].oid, order: order({s: '0.03'})}]});
  const last = batch.response.data.statuses[0].resting.oid;
  check('schemas: changed in a batch', (await info.openOrders({user}))[0].oid === last);
  check('schemas: crossing is refused where it may not',
        await errorOf(() => place({p: String(Math.round(price * 1.05)), t: {limit: {tif: 'Alo'}}})) === 'ApiRequestError');
  const taken = (await place({p: String(Math.round(price * 1.05)), t: {limit: {tif: 'Ioc'}}})).filled;
  check('schemas: immediate or cancel', taken?.totalSz === '0.01', taken);
  await acts.updateLeverage({asset: 0, isCross: true, leverage: 5});
  const [{position}] = (await info.clearinghouseState({user})).assetPositions;
  check('schemas: position and leverage', position.szi === '0.01' && position.leverage.value === 5, position);
  check('schemas: fills', (await info.userFillsByTime({user, startTime: 0})).some((f) => f.oid === taken.oid));
  check('schemas: what an address traded, and may still ask', Number((await info.userRateLimit({user})).cumVlm) > 500);
  await acts.cancel({cancels: [{a: 0, o: last}]});
  await acts.scheduleCancel({time: Date.now() + 60000});
  await acts.scheduleCancel({});
  await within(5000, (async () => { while (!told.includes(`${last} canceled`)) await sleep(20); })(), 'orderUpdates');
  check('schemas: every change is told', [`${oid} open`, `${oid} canceled`, `${last} open`, `${taken.oid} fill`].every((t) => told.includes(t)),
        told);
}

try {
  await ccxtTrades();
  await schemasHold();
} catch (e) {
  check('hyperliquid', false, String(e.stack));
}
await x.close();
await exchange.stop();
process.exit(0);
