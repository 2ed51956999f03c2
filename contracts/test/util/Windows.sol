// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The largest sum in any window of a day, whenever it begins: not by the calendar.
library Windows {
    struct Entry {
        uint128 amount;
        uint64 time;
    }

    struct Window {
        Entry[] entries;
        /// First entry of the window that ends now.
        uint256 first;
        uint256 sum;
        uint256 worst;
    }

    function add(Window storage w, uint256 amount) internal {
        if (amount == 0) return;
        w.entries.push(Entry(uint128(amount), uint64(block.timestamp)));
        w.sum += amount;
        while (w.entries[w.first].time + 1 days < block.timestamp) {
            w.sum -= w.entries[w.first++].amount;
        }
        if (w.sum > w.worst) w.worst = w.sum;
    }
}
