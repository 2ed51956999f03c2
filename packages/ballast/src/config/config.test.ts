import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigInvalid, ConfigNotFound, loadConfig } from './loadConfig.ts';
import { readSecret, resolveReference, SecretMissing, SecretUnreadable } from './secrets.ts';
import { redactValue, showConfig } from './showConfig.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ballast-config-'));
const withFile = (name: string, text: string): string => {
  const dir = folder();
  writeFileSync(join(dir, name), text);
  return dir;
};

describe('loadConfig refuses', () => {
  const corpus: readonly (readonly [string, string, string])[] = [
    ['unknown key', 'ballast.config.json', '{"polices":["a.yaml"]}'],
    ['wrong type', 'ballast.config.json', '{"stateDir":7}'],
    ['not an object', 'ballast.config.json', '[]'],
    ['not JSON', 'ballast.config.json', '{'],
    ['unknown mode', 'ballast.config.json', '{"mode":"yolo"}'],
    ['unknown world', 'ballast.config.json', '{"world":{"kind":"mars"}}'],
    ['three endpoints', 'ballast.config.json', '{"rpc":{"eip155:1":["a","b","c"]}}'],
    ['chain id', 'ballast.config.json', '{"rpc":{"mainnet":["a"]}}'],
    ['seed out of range', 'ballast.config.json', '{"world":{"kind":"local","seed":-1}}'],
    ['code that throws', 'ballast.config.ts', 'throw new TypeError("typo")'],
    ['no policies', 'ballast.config.json', '{"policies":[]}'],
  ];
  it.each(corpus)('%s', async (_name, file, text) => {
    await expect(loadConfig(withFile(file, text), {}, {})).rejects.toThrow(ConfigInvalid);
  });
  it('a named file that is absent', async () => {
    await expect(loadConfig(folder(), { config: 'nope.ts' }, {})).rejects.toThrow(ConfigNotFound);
  });
});

describe('loadConfig', () => {
  it('holds defaults without a file, dry by default', async () => {
    const { config, file, origins } = await loadConfig(folder(), {}, {});
    expect([file, config.mode, config.world.kind, origins.mode]).toEqual([null, 'dry', 'local', 'default']);
  });
  it('prefers flags to environment to file, and says which', async () => {
    const dir = withFile('ballast.config.ts', 'export default { stateDir: "a", mode: "propose" as const }');
    const plain = await loadConfig(dir, {}, {});
    expect([plain.config.stateDir, plain.origins.stateDir]).toEqual([join(dir, 'a'), 'file']);
    const both = await loadConfig(dir, { stateDir: 'c' }, { BALLAST_STATE_DIR: 'b', BALLAST_MODE: 'dry' });
    expect([both.config.stateDir, both.origins.stateDir]).toEqual([join(dir, 'c'), 'flag --state-dir']);
    expect([both.config.mode, both.origins.mode]).toEqual(['dry', 'env BALLAST_MODE']);
  });
});

describe('secrets', () => {
  it('come from a file before the variable, and are trimmed', () => {
    const dir = withFile('key', 'from-file\n');
    expect(readSecret('KEY', { KEY: 'plain', KEY_FILE: join(dir, 'key') })).toBe('from-file');
    expect(readSecret('KEY', { KEY: 'plain' })).toBe('plain');
    expect(readSecret('KEY', {})).toBeNull();
  });
  it('that cannot be had are named without their value', () => {
    expect(() => readSecret('KEY', { KEY_FILE: '/nonexistent' })).toThrow(SecretUnreadable);
    expect(() => resolveReference('env:NOPE', {})).toThrow(SecretMissing);
    expect(resolveReference('http://localhost:8545', {})).toBe('http://localhost:8545');
  });
  it('never show in config show', async () => {
    const dir = withFile(
      'ballast.config.json',
      '{"rpc":{"eip155:1":["https://u:p@rpc.example/v2/sEcReT?key=sEcReT"]}}',
    );
    const rows = showConfig(await loadConfig(dir, {}, {}));
    expect(JSON.stringify(rows)).not.toMatch(/sEcReT|u:p/);
    expect(rows.find((row) => row.key === 'rpc')?.value).toBe('eip155:1 https://rpc.example/…');
    expect(redactValue('plain')).toBe('plain');
  });
});
