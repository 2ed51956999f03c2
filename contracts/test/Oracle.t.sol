// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeFeed} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice What one read of the feeds accepts, and what the law does without a price.
contract OracleTest is Reserve {
    function refusal() internal view returns (bytes4 refused) {
        (refused,,) = oracle.tryQuote(address(other));
    }

    function test_lowAndHigh() public {
        setPrices(otherFeeds, 0.99e8, 1.01e8);
        (uint256 low, uint256 high) = oracle.quote(address(other));
        assertEq(low, 0.99e18, "low");
        assertEq(high, 1.01e18, "high");
        setPrices(otherFeeds, 1.01e8, 0.99e8);
        (low, high) = oracle.quote(address(other));
        assertEq(low, 0.99e18, "low whichever feed");
        assertEq(high, 1.01e18, "high whichever feed");
    }

    function test_futureAnswer() public {
        otherFeeds[0].setAt(1e8, block.timestamp + 1);
        vm.expectRevert(
            abi.encodeWithSelector(StaleFeed.selector, address(otherFeeds[0]), block.timestamp + 1, 1 hours)
        );
        oracle.quote(address(other));
    }

    function test_zeroNegativeAndAbsurdAnswers() public {
        int256[4] memory answers = [int256(0), -1, type(int256).min, type(int256).max];
        for (uint256 i; i < answers.length; ++i) {
            otherFeeds[0].set(answers[i]);
            vm.expectRevert(abi.encodeWithSelector(PriceOutOfBounds.selector, address(otherFeeds[0]), 0));
            oracle.quote(address(other));
        }
    }

    function test_boundsAtEveryRead() public {
        otherFeeds[0].set(0.1e8);
        oracle.quote(address(other));
        otherFeeds[0].set(0.1e8 - 1);
        vm.expectRevert(abi.encodeWithSelector(PriceOutOfBounds.selector, address(otherFeeds[0]), 0.1e18 - 1e10));
        oracle.quote(address(other));
        otherFeeds[0].set(10e8);
        oracle.quote(address(other));
        otherFeeds[0].set(10e8 + 1);
        assertTrue(refusal() == PriceOutOfBounds.selector, "one unit above");
    }

    function test_moonwellFeed1_7MillionTimes() public {
        // Moonwell, 4 November 2025: a feed returned 1.7 million times the price.
        otherFeeds[0].set(1.7e6 * 1e8);
        router.setPayOut(1e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(PriceOutOfBounds.selector, address(otherFeeds[0]), 1.7e24));
        vault.swap(address(other), address(usd), 500, 1e18, 0, false);
    }

    function test_moonwellRatioFeedWithoutTheUnderlying() public {
        // Moonwell, 15 February 2026: cbETH read as 1.12 dollars, a ratio without ETH/USD.
        wideFeeds[0].set(1.12e8);
        wideFeeds[1].set(1.12e8);
        router.setPayOut(1e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(PriceOutOfBounds.selector, address(wideFeeds[0]), 1.12e18));
        vault.swap(address(wide), address(usd), 500, 1e8, 0, false);
    }

    function test_feedOf27Decimals() public {
        otherFeeds[1].setDecimals(27);
        otherFeeds[1].set(1e27 + 1);
        (uint256 low, uint256 high) = oracle.quote(address(other));
        assertEq(low, 1e18, "down");
        assertEq(high, 1e18 + 1, "up: rounded against whoever is charged");
    }

    function test_feedOf0Decimals() public {
        otherFeeds[1].setDecimals(0);
        otherFeeds[1].set(1);
        (uint256 low,) = oracle.quote(address(other));
        assertEq(low, 1e18, "one");
    }

    function test_feedWithAbsurdDecimals() public {
        otherFeeds[1].setDecimals(36);
        otherFeeds[1].set(1e36);
        (uint256 low,) = oracle.quote(address(other));
        assertEq(low, 1e18, "the most there may be");
        otherFeeds[1].setDecimals(37);
        otherFeeds[1].set(1e37);
        vm.expectRevert(abi.encodeWithSelector(PriceOutOfBounds.selector, address(otherFeeds[1]), 0));
        oracle.quote(address(other));
    }

    function test_revertingFeedIsAsSilentAsAStaleOne() public {
        otherFeeds[0].setDead(true);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(otherFeeds[0]), 0, 1 hours));
        oracle.quote(address(other));
        assertTrue(refusal() == StaleFeed.selector, "told as stale");
    }

    function test_feedWithoutCode() public {
        vm.etch(address(otherFeeds[0]), "");
        assertTrue(refusal() == StaleFeed.selector, "told as stale");
        vm.expectRevert();
        oracle.quote(address(other));
    }

    function test_stateNeverReverts() public {
        vm.etch(address(otherFeeds[0]), "");
        wideFeeds[0].setDead(true);
        usdFeeds[0].set(-5);
        LawView memory v = law.state();
        assertTrue(v.assets[0].refusal == PriceOutOfBounds.selector, "usd");
        assertTrue(v.assets[1].refusal == StaleFeed.selector, "other");
        assertTrue(v.assets[2].refusal == StaleFeed.selector, "wide");
        assertEq(v.assets[1].lowWad + v.assets[1].highWad, 0, "no number");
    }

    function test_oneUnpricedAssetDoesNotStopTheOthers() public {
        aim(1_000, 6_000, 3_000);
        // Values for caps count what has no price as nothing: stricter, never blocked.
        wideFeeds[0].setDead(true);
        assertEq(book.valueFloor(), 2_000_000e18, "without wide");
        keeperSwap(usd, other, 1_000e6, 1_000e18);
        vm.expectPartialRevert(StaleFeed.selector);
        book.totalValue();
    }

    function test_unreadableVenueCountsAsNothing() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100_000e6);
        savings.setBroken(true);
        assertEq(book.valueFloor(), 2_900_000e18, "without the venue");
        vm.expectRevert();
        book.totalValue();
    }

    function testFuzz_scaleRoundsAgainstUs(uint256 answer, uint8 decimals) public {
        decimals = uint8(bound(decimals, 0, 36));
        uint256 one = 10 ** decimals;
        answer = bound(answer, one / 10 + 1, one * 10);
        otherFeeds[0].setDecimals(decimals);
        otherFeeds[0].set(int256(answer));
        otherFeeds[1].setDecimals(decimals);
        otherFeeds[1].set(int256(answer));
        (bytes4 refused, uint256 low, uint256 high) = oracle.tryQuote(address(other));
        if (refused != bytes4(0)) return;
        if (decimals <= 18) {
            assertEq(low, high, "exact");
            assertEq(low, answer * 10 ** (18 - decimals), "scaled");
        } else {
            uint256 scale = 10 ** (decimals - 18);
            assertLe(low * scale, answer, "low is not above");
            assertLe(answer, high * scale, "high is not below");
            assertLe(high - low, 1, "by one at most");
        }
    }
}
