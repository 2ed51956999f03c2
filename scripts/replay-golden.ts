// Recomputes the golden cycle and compares every byte; run on each Node version that must agree.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseBundle, verifyBundle } from '@ballast/core';

const path = join(dirname(dirname(fileURLToPath(import.meta.url))), 'vectors/golden-cycle.json');
const parsed = parseBundle(readFileSync(path, 'utf8'));
const checks = parsed.ok ? verifyBundle(parsed.bundle).checks : [];
const failed = checks.filter((check) => !check.ok);
for (const { name, subject, code, detail } of failed) console.log(`FAIL ${name} ${subject}: ${code} ${detail}`);
const recomputed = checks.filter((check) => check.ok && check.name === 'recompute').length;
if (!parsed.ok) console.log(`FAIL ${parsed.code} ${parsed.detail}`);
console.log(`Node ${process.versions.node}: ${recomputed} artefacts recomputed to the same bytes`);
process.exitCode = parsed.ok && failed.length === 0 && recomputed > 0 ? 0 : 1;
