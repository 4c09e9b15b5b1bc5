// What an annotating filter does, in node: read blocks, parse each line, append two numbers to the raw line.
let rest = '', n = 0, mean = 0, fast = 0;
process.stdin.setEncoding('utf8');
process.stdin.on('data', (block) => {
  const lines = (rest + block).split('\n');
  rest = lines.pop();
  let out = '';
  for (const line of lines) {
    const e = JSON.parse(line);
    if (e.type !== 'candle') { out += line + '\n'; continue; }
    n += 1;
    mean += (e.close - mean) / Math.min(n, 20);
    fast += (e.close - fast) * 2 / 13;
    out += line.slice(0, -1) + ',"sma_20":' + mean + ',"ema_12":' + fast + '}\n';
  }
  process.stdout.write(out);
});
