// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReserveVault} from "./interfaces/IReserveVault.sol";
import {IAggregator} from "./interfaces/Outside.sol";

/// @notice One read of one feed, with its checks at every read: fresh, positive, inside hard bounds.
library PriceReader {
    uint256 private constant MAX_FEED_DECIMALS = 36;

    /// @return downWad The answer in 18 decimals, rounded down. @return upWad The same, rounded up.
    function read(address feed, uint256 heartbeat, uint256 minPriceWad, uint256 maxPriceWad)
        internal
        view
        returns (uint256 downWad, uint256 upWad)
    {
        (int256 answer, uint256 updatedAt) = latest(feed);
        if (updatedAt > block.timestamp || block.timestamp - updatedAt > heartbeat) {
            revert IReserveVault.StaleFeed(feed, updatedAt, heartbeat);
        }
        uint256 decimals = IAggregator(feed).decimals();
        // Chainlink answers are 192 bits wide; more, or absurd decimals, is a broken feed, not an overflow of ours.
        if (answer <= 0 || answer > type(int192).max || decimals > MAX_FEED_DECIMALS) {
            revert IReserveVault.PriceOutOfBounds(feed, 0);
        }
        uint256 value = uint256(answer);
        if (decimals <= 18) {
            downWad = value * 10 ** (18 - decimals);
            upWad = downWad;
        } else {
            uint256 scale = 10 ** (decimals - 18);
            downWad = value / scale;
            upWad = (value + scale - 1) / scale;
        }
        if (downWad < minPriceWad || upWad > maxPriceWad) revert IReserveVault.PriceOutOfBounds(feed, downWad);
    }

    /// @notice Whether the chain's sequencer is up, and has been for `grace`; always where there is no feed of it.
    function isUp(address feed, uint256 grace) internal view returns (bool) {
        if (feed == address(0)) return true;
        try IAggregator(feed).latestRoundData() returns (uint80, int256 answer, uint256 startedAt, uint256, uint80) {
            return answer == 0 && startedAt != 0 && startedAt + grace <= block.timestamp;
        } catch {
            return false;
        }
    }

    /// @dev A feed that reverts has gone as silent as a stale one.
    function latest(address feed) private view returns (int256, uint256) {
        try IAggregator(feed).latestRoundData() returns (uint80, int256 answer, uint256, uint256 updatedAt, uint80) {
            return (answer, updatedAt);
        } catch {
            return (0, 0);
        }
    }
}
