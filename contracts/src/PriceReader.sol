// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReserveVault} from "./interfaces/IReserveVault.sol";

interface IAggregator {
    function decimals() external view returns (uint8);
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}

/// @notice One read of one feed, with its checks at every read: fresh, positive, inside hard bounds.
library PriceReader {
    function read(address feed, uint256 heartbeat, uint256 minPriceWad, uint256 maxPriceWad)
        internal
        view
        returns (uint256 priceWad)
    {
        (, int256 answer,, uint256 updatedAt,) = IAggregator(feed).latestRoundData();
        if (updatedAt > block.timestamp || block.timestamp - updatedAt > heartbeat) {
            revert IReserveVault.StaleFeed(feed, updatedAt, heartbeat);
        }
        if (answer <= 0) revert IReserveVault.PriceOutOfBounds(feed, 0);
        uint8 decimals = IAggregator(feed).decimals();
        // Decimals of a feed are at most 36 in practice; the bounds below refuse any scale mistake.
        priceWad = decimals <= 18 ? uint256(answer) * 10 ** (18 - decimals) : uint256(answer) / 10 ** (decimals - 18);
        if (priceWad < minPriceWad || priceWad > maxPriceWad) revert IReserveVault.PriceOutOfBounds(feed, priceWad);
    }
}
