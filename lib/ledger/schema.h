// The tables of a ledger file, and the views that people with sqlite3 read. Format 1.
#pragma once

namespace tu::ledger {

constexpr int application_id = 0x74726475;  // "trdu"
constexpr int format = 1;

// `journal` holds the truth; every other column is derived from place and body. Indexes: the place is
// time-ordered, so a replay appends to it; natural ids are found by a 64-bit hash, because an index on random
// text costs ten times that.
constexpr const char* schema_sql = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE journal(
  seq INTEGER PRIMARY KEY,
  run TEXT NOT NULL, instant INTEGER NOT NULL, rank INTEGER NOT NULL, ordinal INTEGER NOT NULL,
  type TEXT NOT NULL, account TEXT NOT NULL, strategy TEXT, id TEXT, key INTEGER,
  body TEXT NOT NULL,
  chain BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX journal_place ON journal(instant, rank, ordinal, run);
CREATE INDEX journal_key ON journal(key) WHERE key IS NOT NULL;
CREATE INDEX journal_runs ON journal(seq) WHERE type = 'run';
CREATE TRIGGER journal_keeps BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_stays BEFORE UPDATE OF seq, run, instant, rank, ordinal, type, account, strategy, id, key, body
  ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
INSERT INTO meta VALUES ('id', lower(hex(randomblob(8)))), ('kind', 'open');
)sql";

// Amounts are the exact text of the journal (->), so they add up to the last digit where the reader can do
// it; SQLite's own sum() is in doubles. A file whose view is another one gets these when a writer opens it.
struct View {
  const char* name;
  const char* select;
};
constexpr View views[] = {{"orders", R"sql(
  SELECT o.seq, o.instant, o.body ->> '$.id' AS id, o.account, o.strategy, o.body ->> '$.venue' AS venue,
    o.body ->> '$.symbol' AS symbol, o.body ->> '$.side' AS side, o.body -> '$.qty' AS qty,
    o.body ->> '$.kind' AS kind, o.body -> '$.limit' AS "limit", o.body -> '$.stop' AS stop,
    CASE WHEN f.filled >= (o.body ->> '$.qty') * (1 - 1e-12) THEN 'filled'
      WHEN f.seq > coalesce(u.seq, 0) AND coalesce(u.state, '') NOT IN ('cancelled', 'rejected', 'expired') THEN 'partial'
      ELSE coalesce(u.state, 'approved') END AS state,
    coalesce(f.filled, 0) AS filled
  FROM journal o
    LEFT JOIN (SELECT body ->> '$.id' AS id, body ->> '$.state' AS state, max(seq) AS seq FROM journal
      WHERE type = 'order_update' GROUP BY 1) u ON u.id = o.body ->> '$.id'
    LEFT JOIN (SELECT body ->> '$.id' AS id, sum(body ->> '$.qty') AS filled, max(seq) AS seq FROM journal
      WHERE type = 'fill' GROUP BY 1) f ON f.id = o.body ->> '$.id'
  WHERE o.type = 'order')sql"},
                          {"fills", R"sql(
  SELECT seq, instant, body ->> '$.fill_id' AS fill_id, body ->> '$.id' AS "order", account, strategy,
    body ->> '$.venue' AS venue, body ->> '$.symbol' AS symbol, body ->> '$.side' AS side, body -> '$.qty' AS qty,
    body -> '$.price' AS price, body -> '$.fee' AS fee, body ->> '$.fee_currency' AS fee_currency,
    body ->> '$.liquidity' AS liquidity, body ->> '$.model' AS model
  FROM journal WHERE type = 'fill')sql"},
                          {"refusals", R"sql(
  SELECT seq, instant, body ->> '$.id' AS id, account, strategy, body ->> '$.venue' AS venue,
    body ->> '$.symbol' AS symbol,
    (SELECT group_concat(value ->> '$.rule', ', ') FROM json_each(body, '$.rules')) AS rules,
    coalesce((SELECT group_concat((value ->> '$.rule') || coalesce(': ' || (value ->> '$.text'), ''), '; ')
      FROM json_each(body, '$.rules')), body ->> '$.reason') AS reason
  FROM journal WHERE type = 'reject')sql"},
                          {"positions", R"sql(
  SELECT f.account, o.strategy, f.body ->> '$.venue' AS venue, f.body ->> '$.symbol' AS symbol,
    sum(CASE f.body ->> '$.side' WHEN 'buy' THEN 1 ELSE -1 END * (f.body ->> '$.qty')) AS qty
  FROM journal f
    JOIN (SELECT body ->> '$.id' AS id, strategy FROM journal WHERE type = 'order') o ON o.id = f.body ->> '$.id'
    LEFT JOIN (SELECT body ->> '$.venue' AS venue, body ->> '$.symbol' AS symbol, max(seq) AS seq FROM journal
      WHERE type = 'resolution' AND body ->> '$.venue' IS NOT NULL GROUP BY 1, 2) r
      ON r.symbol = f.body ->> '$.symbol' AND r.venue = f.body ->> '$.venue' AND r.seq > f.seq
    LEFT JOIN (SELECT body ->> '$.symbol' AS symbol, max(seq) AS seq FROM journal
      WHERE type = 'resolution' AND body ->> '$.venue' IS NULL GROUP BY 1) n
      ON n.symbol = f.body ->> '$.symbol' AND n.seq > f.seq
  WHERE f.type = 'fill' AND r.seq IS NULL AND n.seq IS NULL
  GROUP BY 1, 2, 3, 4 HAVING abs(sum(CASE f.body ->> '$.side' WHEN 'buy' THEN 1 ELSE -1 END * (f.body ->> '$.qty'))) > 1e-12)sql"},
                          {"pnl", R"sql(
  SELECT seq, instant, body ->> '$.id' AS id, account, strategy, body ->> '$.venue' AS venue,
    body ->> '$.symbol' AS symbol, body -> '$.qty' AS qty, body -> '$.entry' AS entry, body -> '$.exit' AS exit,
    body -> '$.gross' AS gross, body -> '$.fees' AS fees, body -> '$.funding' AS funding, body -> '$.net' AS net,
    body ->> '$.exit_rule' AS exit_rule
  FROM journal WHERE type = 'pnl')sql"},
                          {"days", R"sql(
  SELECT seq, account, body ->> '$.date' AS date, body ->> '$.currency' AS currency, body -> '$.equity' AS equity,
    body -> '$.unit_value' AS unit_value, body -> '$.peak' AS peak, body -> '$.pnl' AS pnl,
    body -> '$.trips' AS trips, body -> '$.boost' AS boost, body ->> '$.envelope' AS envelope,
    body ->> '$.posture' AS posture
  FROM journal WHERE type = 'day')sql"}};

}  // namespace tu::ledger
