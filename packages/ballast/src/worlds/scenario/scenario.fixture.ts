// A small valid scenario as text, for tests to bend.
export const SMALL_SCENARIO = `version: 1
id: small
title: A small scenario
reconstruction: Invented for tests.
window: { from: 2024-01-01T00:00Z, to: 2024-01-02T00:00Z }
resolution: 60s
cadence:
  - { from: 2024-01-01T00:00Z, every: 6h }
  - { from: 2024-01-01T12:00Z, every: 1h }
substeps: 2
sources:
  - { id: ours, kind: assumption, name: invented }
assets:
  - id: AAA
    noise: 1%
    history: 2%
    peg: 1
    anchors:
      - { at: 2024-01-01T00:00Z, price: 1.00, source: ours }
      - { at: 2024-01-01T06:00Z, price: 0.90, source: ours, noise: 0% }
      - { at: 2024-01-02T00:00Z, price: 0.99, source: ours }
    feeds:
      chainlink: { heartbeat: 2h, deviation: 1% }
      exchange: { heartbeat: 30m, deviation: 50 bps }
      pyth: { confidence: 5 bps }
  - id: sAAA
    noise: 0%
    history: 2%
    follows: { asset: AAA, ratio: 1.1, growthPerYear: 10%, source: ours }
    feeds:
      chainlink: { heartbeat: 24h, deviation: 5% }
      exchange: { heartbeat: 24h, deviation: 5% }
      pyth: { confidence: 5 bps }
deviations:
  - asset: AAA
    origin: exchange
    source: ours
    why: one venue prints low
    points:
      - { at: 2024-01-01T02:00Z, offset: 0% }
      - { at: 2024-01-01T03:00Z, offset: -4% }
      - { at: 2024-01-01T04:00Z, offset: 0% }
silences:
  - { asset: AAA, origin: chainlink, from: 2024-01-01T08:00Z, to: 2024-01-01T16:00Z, source: ours, why: operator down }
depth:
  - { asset: all, source: ours, points: [{ at: 2024-01-01T00:00Z, share: 100% }, { at: 2024-01-01T12:00Z, share: 40% }] }
lending:
  - { asset: AAA, source: ours, points: [{ at: 2024-01-01T00:00Z, share: 80% }] }
redemptions: { source: ours, points: [{ at: 2024-01-01T00:00Z, share: 0% }, { at: 2024-01-02T00:00Z, share: 10% }] }
mints: { source: ours, points: [{ at: 2024-01-01T00:00Z, share: 0% }] }
notes:
  - { at: 2024-01-01T06:00Z, source: ours, text: the low }
`;
