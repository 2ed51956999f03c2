import { parseAbi } from 'viem';

/** What we read of a savings vault (ERC-4626). */
export const erc4626Abi = parseAbi([
  'function asset() view returns (address)',
  'function decimals() view returns (uint256)',
  'function totalAssets() view returns (uint256)',
  'function balanceOf(address account) view returns (uint256)',
  'function convertToAssets(uint256 shares) view returns (uint256)',
  'function maxWithdraw(address owner) view returns (uint256)',
]);
