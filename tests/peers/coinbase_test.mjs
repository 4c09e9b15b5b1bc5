// ccxt's coinbase, REST and WebSocket, with a key of either kind.
import {ccxt, check, errorOf, makeKeys, sleep, startExchange, within} from './kit.mjs';

const keys = makeKeys();
const exchange = await startExchange('--venue', 'coinbase', '--keys', keys.folder, '--seed', '11',
                                     '--balance', 'USD=100000,USDC=50000,BTC=2');

async function client(key, at = exchange) {
  const x = new ccxt.pro.coinbase({apiKey: key.name ?? key.id, secret: key.privateKey, enableRateLimit: false});
  x.urls.api.rest = at.url;
  x.urls.api.ws = at.url.replace('http', 'ws');
  await x.loadHttpProxyAgent();  // before a ws:// address
  return x;
}

async function marketData(x, kind) {
  const markets = await x.loadMarkets();
  check(`${kind}: markets are loaded, perpetuals too`, 'BTC/USD' in markets && 'BTC/USDC:USDC' in markets, Object.keys(markets));
  check(`${kind}: the fee of the tier is in them`, markets['BTC/USD'].taker === 0.012, markets['BTC/USD'].taker);
  check(`${kind}: time`, Math.abs(await x.fetchTime() - Date.now()) < 5000);
  const book = await x.fetchOrderBook('BTC/USD');
  check(`${kind}: the book is not crossed`, book.bids.length > 5 && book.bids[0][0] < book.asks[0][0], book);
  const ticker = await x.fetchTicker('BTC/USD');
  check(`${kind}: ticker`, ticker.bid < ticker.ask && ticker.last > 0, ticker);
  check(`${kind}: tickers`, Object.keys(await x.fetchTickers(['BTC/USD', 'ETH/USD'])).length === 2);
  check(`${kind}: best bids and asks`, (await x.fetchBidsAsks(['ETH/USD']))['ETH/USD'].bid > 0);
  const candles = await x.fetchOHLCV('BTC/USD', '1m', undefined, 50);
  check(`${kind}: candles rise in time, high above low`,
        candles.length > 30 && candles.every((c, i) => c[2] >= c[3] && (i === 0 || c[0] > candles[i - 1][0])), candles.length);
  await sleep(1500);
  const trades = await x.fetchTrades('BTC/USD');
  check(`${kind}: trades`, trades.length > 0 && trades.every((t) => t.price > 0 && t.amount > 0), trades[0]);
}

async function orders(x, kind) {
  const {bid, ask} = await x.fetchTicker('BTC/USD');
  const low = Math.floor(bid * 0.9), high = Math.ceil(ask * 1.1);
  const seen = [];
  const watching = (async () => {
    for (;;) seen.push(...(await x.watchOrders('BTC/USD')).map((o) => `${o.clientOrderId} ${o.status}`));
  })().catch(() => {});
  await sleep(200);
  const resting = await x.createOrder('BTC/USD', 'limit', 'buy', 0.01, low, {postOnly: true, client_order_id: `${kind}-1`});
  const open = await x.fetchOpenOrders('BTC/USD');
  check(`${kind}: a resting order is open`, open.length === 1 && open[0].id === resting.id && open[0].price === low, open);
  const held = await x.fetchBalance({v3: true});
  check(`${kind}: it holds its cost and fee`, Math.abs(held.USD.used - 0.01 * low * 1.012) < 1e-6, held.USD);
  await x.editOrder(resting.id, 'BTC/USD', 'limit', 'buy', 0.02, low + 1);
  const edited = await x.fetchOrder(resting.id);
  check(`${kind}: it can be edited`, edited.amount === 0.02 && edited.price === low + 1, edited);
  await x.cancelOrder(resting.id);
  check(`${kind}: it can be cancelled`, (await x.fetchOrder(resting.id)).status === 'canceled');
  check(`${kind}: and is in the list of the cancelled`, (await x.fetchCanceledOrders('BTC/USD')).some((o) => o.id === resting.id));
  check(`${kind}: twice is refused`, await errorOf(() => x.cancelOrder(resting.id)) === 'BadRequest');

  const again = await x.createOrder('BTC/USD', 'limit', 'buy', 0.01, low, {client_order_id: `${kind}-1`});
  check(`${kind}: a client id that was used is the order that has it`, again.id === resting.id);
  const taken = await x.createOrder('BTC/USD', 'limit', 'buy', 0.001, high, {timeInForce: 'IOC'});
  check(`${kind}: immediate or cancel`, (await x.fetchOrder(taken.id)).status === 'closed');
  const all = await x.createOrder('BTC/USD', 'limit', 'buy', 1, ask - 500, {timeInForce: 'FOK'});
  check(`${kind}: fill or kill`, (await x.fetchOrder(all.id)).status === 'canceled');
  const until = new Date(Date.now() + 1200).toISOString();
  const dated = await x.createOrder('BTC/USD', 'limit', 'buy', 0.01, low, {timeInForce: 'GTD', end_time: until});
  const stop = await x.createOrder('BTC/USD', 'limit', 'sell', 0.01, low, {stopPrice: low, stopLossPrice: undefined,
                                                                         stop_direction: 'STOP_DIRECTION_STOP_DOWN'});
  check(`${kind}: a stop waits`, (await x.fetchOrder(stop.id)).status === 'open');
  await x.cancelOrders([stop.id]);
  const bought = await x.createOrder('BTC/USD', 'market', 'buy', undefined, undefined, {cost: 500});
  const filled = await x.fetchOrder(bought.id);
  check(`${kind}: a market order by cost spends it`, filled.status === 'closed' && filled.cost + filled.fee.cost * 1 <= 500 &&
        filled.cost > 490, filled);
  await x.createOrder('BTC/USD', 'market', 'sell', 0.002);
  const mine = await x.fetchMyTrades('BTC/USD');
  check(`${kind}: own trades with fees`, mine.length >= 3 && mine.every((t) => t.fee.cost > 0 && t.takerOrMaker === 'taker'), mine);
  check(`${kind}: too much is refused`, await errorOf(() => x.createOrder('BTC/USD', 'limit', 'buy', 100, low)) === 'InsufficientFunds');
  await sleep(1500);
  check(`${kind}: an order ends at its time`, (await x.fetchOrder(dated.id)).status === 'expired' ||
        (await x.fetchOrder(dated.id)).status === 'canceled', (await x.fetchOrder(dated.id)).status);
  check(`${kind}: the watcher saw it open, and end`, seen.includes(`${kind}-1 open`) && seen.includes(`${kind}-1 canceled`), seen);
  void watching;
}

async function books(x, kind, account) {
  const mine = (await x.fetchBalance({v3: true})).total, v2 = (await x.fetchBalance()).total;
  const truth = (await exchange.ask('GET', '/simex/balances')).accounts[account].balances;
  check(`${kind}: balances are those of the exchange's books`,
        ['USD', 'BTC'].every((c) => Math.abs(mine[c] - truth[c].total) < 1e-9 && mine[c] === v2[c]), {mine, truth});
}

async function perpetual(x, kind) {
  const {bid, ask} = await x.fetchTicker('BTC/USDC:USDC');
  await x.createOrder('BTC/USDC:USDC', 'limit', 'sell', 0.05, bid * 0.99, {timeInForce: 'IOC', leverage: '5'});
  const [{id: portfolio}] = await x.fetchPortfolios();
  const [short] = await x.fetchPositions(['BTC/USDC:USDC'], {portfolio});
  check(`${kind}: a perpetual can be sold short`, short?.side === 'short' && Math.abs(short.contracts) === 0.05, short);
  await x.createOrder('BTC/USDC:USDC', 'limit', 'buy', 0.05, ask * 1.01, {timeInForce: 'IOC', leverage: '5'});
  check(`${kind}: and bought back`, (await x.fetchPositions(undefined, {portfolio})).length === 0);
}

async function watchers(x, kind) {
  const book = await within(5000, x.watchOrderBook('BTC/USD'), 'watchOrderBook');
  check(`${kind}: the watched book is not crossed`, book.bids.length > 5 && book.bids[0][0] < book.asks[0][0]);
  check(`${kind}: watched ticker`, (await within(5000, x.watchTicker('ETH/USD'), 'watchTicker')).last > 0);
  check(`${kind}: watched tickers`, Object.keys(await within(8000, x.watchTickers(['SOL/USD']), 'watchTickers')).length > 0);
  const trades = await within(5000, x.watchTrades('BTC/USD'), 'watchTrades');
  check(`${kind}: watched trades rise in time`, trades.length > 0 && trades.every((t, i) => i === 0 || t.timestamp >= trades[i - 1].timestamp));
}

async function leaving(key, kind) {
  const x = await client(key);
  await within(5000, x.watchTicker('ETH/USD'), 'watchTicker');
  await within(5000, x.unWatchTicker('ETH/USD'), 'unWatchTicker');
  check(`${kind}: a watcher can leave`, true);
  await x.close();
}

async function strangers() {
  const other = makeKeys();
  const unknown = await client(other.ec), forged = await client({name: keys.ec.name, privateKey: other.ec.privateKey});
  check('an unknown key is refused', await errorOf(() => unknown.fetchBalance()) === 'AuthenticationError');
  check('another key under a known name is refused', await errorOf(() => forged.fetchBalance()) === 'AuthenticationError');
  const watched = await errorOf(() => within(3000, forged.watchOrders('BTC/USD'), 'watchOrders'));
  check('and by the WebSocket too', watched !== '' && watched !== 'Error', watched);
}

async function hasty() {
  const limited = await startExchange('--keys', keys.folder, '--limits', '0.2');
  const x = await client(keys.ec, limited);
  const errors = [];
  for (let n = 0; n < 12; n++) errors.push(await errorOf(() => x.v3PublicGetBrokerageTime()));
  check('too many requests are told as such', errors.includes('RateLimitExceeded') && errors[0] === '', errors);
  await x.close();
  await limited.stop();
}

try {
  for (const [account, kind] of ['ec', 'ed25519'].entries()) {
    const x = await client(keys[kind]);
    await marketData(x, kind);
    await orders(x, kind);
    await books(x, kind, account);
    await perpetual(x, kind);
    await watchers(x, kind);
    await x.close();
    await leaving(keys[kind], kind);
  }
  await strangers();
  await hasty();
  const said = exchange.output();
  check('no secret is printed', !said.includes(keys.ec.privateKey.slice(40, 80)) && !said.includes(keys.ed25519.privateKey.slice(0, 40)));
} catch (e) {
  check(`the test runs to its end`, false, e.stack);
}
await exchange.stop();
process.exit(0);
