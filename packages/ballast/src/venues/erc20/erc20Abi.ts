import { parseAbi } from 'viem';

/** What we read of a token. */
export const erc20Abi = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function decimals() view returns (uint256)',
  'function totalSupply() view returns (uint256)',
]);

/** The one read a batch contract offers for the native coin; the Multicall3 interface. */
export const nativeBalanceAbi = parseAbi(['function getEthBalance(address account) view returns (uint256)']);

/** Pause and block lists as issuer-run tokens spell them: USDC, USDT, USDP and PYUSD. */
export const tokenGuardAbi = parseAbi([
  'function paused() view returns (bool)',
  'function isBlacklisted(address account) view returns (bool)',
  'function isBlackListed(address account) view returns (bool)',
  'function isFrozen(address account) view returns (bool)',
]);
