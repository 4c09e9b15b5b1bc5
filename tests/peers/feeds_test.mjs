// ccxt's market data, REST and WebSocket, of every venue whose public feeds are spoken.
import {ccxt, check, sleep, startExchange, within} from './kit.mjs';

// Every address of a client, moved to the exchange: its path stays.
function moved(urls, base) {
  if (typeof urls === 'string') {
    const path = urls.replace(/^\w+:\/\/[^/]*/, '');
    return (urls.startsWith('ws') ? base.replace('http', 'ws') : base) + path;
  }
  return Object.fromEntries(Object.entries(urls).map(([k, v]) => [k, moved(v, base)]));
}

async function client(name, exchange) {
  const x = new ccxt.pro[name]({enableRateLimit: false});
  x.urls.api = moved(x.urls.api, exchange.url);
  await x.loadHttpProxyAgent();
  return x;
}

const sane = (book) => book.bids.length > 0 && book.asks.length > 0 && book.bids[0][0] < book.asks[0][0];

async function rest(x, name, symbol) {
  const markets = await x.loadMarkets();
  check(`${name}: markets are loaded`, symbol in markets, Object.keys(markets));
  check(`${name}: book`, sane(await x.fetchOrderBook(symbol, 20)));
  if (x.has.fetchTicker === true) {
    const t = await x.fetchTicker(symbol);
    check(`${name}: ticker`, (t.last ?? t.close ?? t.bid) > 0, t);
  }
  const candles = await x.fetchOHLCV(symbol, '1m', undefined, 20);
  check(`${name}: candles rise in time, high above low`, candles.length > 10 &&
        candles.every((c, i) => c[2] >= c[3] && c[1] > 0 && (i === 0 || c[0] > candles[i - 1][0])), candles.slice(0, 2));
  if (name !== 'hyperliquid') {
    const trades = await x.fetchTrades(symbol);
    check(`${name}: trades`, trades.length > 0 && trades.every((t) => t.price > 0 && t.amount > 0 && ['buy', 'sell'].includes(t.side)),
          trades[0]);
  }
}

async function watch(x, name, symbol) {
  let book;
  for (let i = 0; i < 8; ++i) book = await within(8000, x.watchOrderBook(symbol), `${name} watchOrderBook`);
  check(`${name}: watched book`, sane(book));
  const trades = await within(8000, x.watchTrades(symbol), `${name} watchTrades`);
  check(`${name}: watched trades`, trades.length > 0 && trades[0].price > 0 && trades[0].amount > 0, trades[0]);
  const t = await within(8000, x.watchTicker(symbol), `${name} watchTicker`);
  check(`${name}: watched ticker`, (t.last ?? t.bid) > 0, t);
  if (x.has.watchOHLCV) {
    const candles = await within(8000, x.watchOHLCV(symbol, '1m'), `${name} watchOHLCV`);
    check(`${name}: watched candles`, candles.at(-1)[2] >= candles.at(-1)[3], candles);
  }
}

// The book that a watcher holds is the exchange's own at the same moment.
async function compare(x, name, symbol, exchange, ours) {
  for (let i = 0; i < 20; ++i) {
    const truth = await exchange.ask('GET', `/simex/book?symbol=${ours}`);
    await sleep(30);
    const held = x.orderbooks[symbol];
    const levels = (side) => held[side].slice(0, 5).map(([p, q]) => [p, q]);
    const real = (side) => truth[side].slice(0, 5).map(([p, q]) => [Number(p), Number(q)]);
    if (JSON.stringify([levels('bids'), levels('asks')]) === JSON.stringify([real('bids'), real('asks')]))
      return check(`${name}: the watched book is the exchange's`, true);
    await sleep(70);
  }
  check(`${name}: the watched book is the exchange's`, false);
}

const venues = [
  ['binance', 'binance', 'BTC/USDT', 'BTC-USDT'],
  ['binanceus', 'binanceus', 'BTC/USDT', 'BTC-USDT'],
  ['binance-usdm', 'binanceusdm', 'BTC/USDT:USDT', 'BTC-USDT-PERP'],
  ['kraken', 'kraken', 'BTC/USD', 'BTC-USD'],
  ['okx', 'okx', 'BTC/USDT', 'BTC-USDT'],
  ['bybit', 'bybit', 'BTC/USDT', 'BTC-USDT'],
  ['bitfinex', 'bitfinex', 'BTC/USD', 'BTC-USD'],
  ['hyperliquid', 'hyperliquid', 'BTC/USDC:USDC', 'BTC-USDC-PERP'],
].filter(([venue]) => !process.argv[2] || venue === process.argv[2]);

async function one([venue, name, symbol, ours]) {
  const exchange = await startExchange('--venue', venue, '--seed', '5');
  try {
    await sleep(1000);
    const x = await client(name, exchange);
    await rest(x, venue, symbol);
    await watch(x, venue, symbol);
    await compare(x, venue, symbol, exchange, ours);
    await x.close();
  } catch (e) {
    check(`${venue}: the test runs to its end`, false, e.stack);
  }
  await exchange.stop();
}

await Promise.all(venues.map(one));
process.exit(0);
