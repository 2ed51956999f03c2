// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Leaky bucket: what was spent drains at a steady rate, so every window of a day, whenever it
/// starts, admits at most burst + refill. A counter per calendar day would admit twice that at midnight.
library Limits {
    struct Bucket {
        uint128 usedWad;
        uint64 at;
    }

    /// @return What is still counted as spent at `time`, rounded up (against the spender).
    function usedAt(Bucket memory bucket, uint256 refillPerDayWad, uint256 time) internal pure returns (uint256) {
        uint256 drained = (refillPerDayWad * (time - bucket.at)) / 1 days;
        return drained >= bucket.usedWad ? 0 : bucket.usedWad - drained;
    }

    /// @notice Adds `amountWad` when it fits; returns whether it did, and what was left before.
    function spend(Bucket storage bucket, uint256 burstWad, uint256 refillPerDayWad, uint256 amountWad)
        internal
        returns (bool fits, uint256 leftWad)
    {
        uint256 used = usedAt(bucket, refillPerDayWad, block.timestamp);
        leftWad = used >= burstWad ? 0 : burstWad - used;
        fits = amountWad <= leftWad;
        if (fits) {
            bucket.usedWad = uint128(used + amountWad);
            bucket.at = uint64(block.timestamp);
        }
    }
}
