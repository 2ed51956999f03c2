import { parseAbi } from 'viem';

/** What we read of an Aave v3 pool. The reserve struct is the one of v3.0, kept as a legacy view by every later version. */
export const aavePoolAbi = parseAbi([
  'struct ReserveConfiguration { uint256 data; }',
  'struct ReserveData { ReserveConfiguration configuration; uint128 liquidityIndex; uint128 currentLiquidityRate; uint128 variableBorrowIndex; uint128 currentVariableBorrowRate; uint128 currentStableBorrowRate; uint40 lastUpdateTimestamp; uint16 id; address aTokenAddress; address stableDebtTokenAddress; address variableDebtTokenAddress; address interestRateStrategyAddress; uint128 accruedToTreasury; uint128 unbacked; uint128 isolationModeTotalDebt; }',
  'function getReserveData(address asset) view returns (ReserveData data)',
  'function getVirtualUnderlyingBalance(address asset) view returns (uint128)',
  'function getUserAccountData(address user) view returns (uint256 totalCollateralBase, uint256 totalDebtBase, uint256 availableBorrowsBase, uint256 currentLiquidationThreshold, uint256 ltv, uint256 healthFactor)',
]);
