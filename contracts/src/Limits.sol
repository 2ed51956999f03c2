// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Leaky bucket: what was spent drains at a steady rate, so every window of a day, whenever it
/// starts, admits at most burst + refill. A counter per calendar day would admit twice that at midnight.
library Limits {
    struct Bucket {
        uint128 usedWad;
        uint64 at;
    }

    /// @return What is still counted as spent now, rounded up (against the spender).
    function used(Bucket storage bucket, uint256 refillPerDayWad) internal view returns (uint256) {
        uint256 drained = (refillPerDayWad * (block.timestamp - bucket.at)) / 1 days;
        uint256 spent = bucket.usedWad;
        return drained >= spent ? 0 : spent - drained;
    }

    /// @notice What may still be spent now.
    function left(Bucket storage bucket, uint256 burstWad, uint256 refillPerDayWad) internal view returns (uint256) {
        uint256 spent = used(bucket, refillPerDayWad);
        return spent >= burstWad ? 0 : burstWad - spent;
    }

    /// @notice Adds `amountWad` when it fits; an overdrawn bucket refuses even nothing.
    /// @return fits Whether it was added. @return leftWad What was left before.
    function spend(Bucket storage bucket, uint256 burstWad, uint256 refillPerDayWad, uint256 amountWad)
        internal
        returns (bool fits, uint256 leftWad)
    {
        uint256 spent = used(bucket, refillPerDayWad);
        leftWad = spent >= burstWad ? 0 : burstWad - spent;
        fits = spent <= burstWad && amountWad <= leftWad;
        if (fits) store(bucket, spent + amountWad);
    }

    /// @notice Adds `amountWad` whether it fits or not: for what may never be refused.
    function charge(Bucket storage bucket, uint256 refillPerDayWad, uint256 amountWad) internal {
        store(bucket, used(bucket, refillPerDayWad) + amountWad);
    }

    /// @dev Saturates: a bucket too full to count stays full.
    function store(Bucket storage bucket, uint256 spent) private {
        bucket.usedWad = spent > type(uint128).max ? type(uint128).max : uint128(spent);
        bucket.at = uint64(block.timestamp);
    }
}
