// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Reserve} from "./util/Reserve.sol";

/// @notice What is held counts for, and who it depends on: to the last unit, and each rounded against the reserve.
contract WorthTest is Reserve {
    /// @dev A single unit of OTHER, at a price the least bit above one.
    function holdTheLeast() private {
        other.burn(address(vault), 1_000_000e18 - 1);
        for (uint256 i; i < 2; ++i) {
            otherFeeds[i].setDecimals(18);
            otherFeeds[i].set(1e18 + 1);
        }
    }

    function test_worthIsRoundedDownAndItsHigherEndUp() public {
        holdTheLeast();
        (Totals memory part, bool isPriced) = book.worth(address(other));
        assertTrue(isPriced, "priced");
        assertEq(part.lowWad, 1, "down");
        assertEq(part.highWad, 2, "up");
        assertEq(part.adjustedWad, 0, "down after the haircut");
        assertEq(part.liquidWad[0], 0, "down in cash");
        assertEq(book.highValue(address(other), 1), 2, "what is placed, up");
        other.mint(address(vault), 19);
        (part,) = book.worth(address(other));
        assertEq(part.adjustedWad, 19, "20 less a twentieth");
        assertEq(part.liquidWad[0], 19, "in cash");
    }

    function test_whatIsNotHeldNeedsNoPrice() public {
        wide.burn(address(vault), 500e8);
        wideFeeds[0].setDead(true);
        (, bool isPriced) = book.worth(address(wide));
        assertTrue(isPriced, "nothing of it");
        (, address unpriced) = book.totals();
        assertEq(unpriced, address(0), "nor does it make the whole unknown");
        issue(HOLDER, 100);
    }

    // ── counterparties ─────────────────────────────────────────────────────────────────────────────────

    /// @dev OTHER depends on the first, the base on the second, its venues on the second and the third.
    function depend() private {
        LawParams memory l = standardLaw();
        l.risks = new RiskCap[](3);
        l.risks[0] = RiskCap("issuer", 1_000_100e18, 10_000);
        l.risks[1] = RiskCap("bank", type(uint128).max, 10_000);
        l.risks[2] = RiskCap("venue", type(uint128).max, 10_000);
        (l.assets[0].targetBps, l.assets[1].targetBps) = (1_000, 6_000);
        (l.assets[0].risks, l.assets[1].risks) = (2, 1);
        (l.venues[0].risks, l.venues[1].risks) = (2, 4);
        adopt(l);
    }

    function test_whatDependsOnACounterparty() public {
        depend();
        vm.startPrank(KEEPER);
        vault.deposit(0, 100_000e6);
        vault.deposit(1, 200_000e6);
        assertEq(book.exposure(0), 1_000_000e18, "an asset, which others are not");
        assertEq(book.exposure(1), 1_000_000e18, "an asset, once, wherever it is");
        assertEq(book.exposure(2), 200_000e18, "what is in a venue");
    }

    function test_boughtUpToTheCapOfItsCounterparty() public {
        depend();
        keeperSwap(usd, other, 100e6, 100e18);
        router.setPayOut(1e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(RiskCapExceeded.selector, bytes32("issuer"), 1_000_101e18, 1_000_100e18));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_exposureIsCountedUpAndItsCapDown() public {
        depend();
        holdTheLeast();
        assertEq(book.exposure(0), 2, "up");
        LawParams memory l = standardLaw();
        l.risks = new RiskCap[](1);
        l.risks[0] = RiskCap("issuer", type(uint128).max, 5_000);
        l.assets[1].risks = 1;
        adopt(l);
        book.requireRisks(1, 4);
        vm.expectRevert(abi.encodeWithSelector(RiskCapExceeded.selector, bytes32("issuer"), 2, 1));
        book.requireRisks(1, 3);
    }

    // ── the total ──────────────────────────────────────────────────────────────────────────────────────

    function test_aSilentFeedHoldsTheTotalForADayAndNoLonger() public {
        book.poke();
        wideFeeds[0].setDead(true);
        wideFeeds[1].setDead(true);
        pass(1 days - 1);
        book.poke();
        (uint256 value,) = book.anchor();
        assertEq(value, 3_000_000e18, "held");
        pass(1);
        book.poke();
        (value,) = book.anchor();
        assertEq(value, 2_000_000e18, "what has a price");
    }

    function test_whatIsPaidLeavesTheTotal() public {
        LawParams memory l = standardLaw();
        l.regime.anchorMaxAgeSeconds = 1 hours;
        adopt(l);
        book.poke();
        issue(HOLDER, 1_000);
        (uint256 value,) = book.anchor();
        assertEq(value, 3_001_000e18, "what came in");
        request(HOLDER, 400);
        vault.payRedemptions(1);
        (value,) = book.anchor();
        assertEq(value, 3_000_600e18, "what was paid");
    }

    function test_whatComesInIsNotedRoundedDown() public {
        holdTheLeast();
        book.poke();
        (uint256 before,) = book.anchor();
        other.mint(HOLDER, 1);
        vm.startPrank(HOLDER);
        other.approve(address(vault), 1);
        vault.mint(address(other), 1, 0);
        (uint256 value,) = book.anchor();
        assertEq(value, before + 1, "one and a part of one");
    }

    function test_aLookAtTheBookIsOneAtItsPricesToo() public {
        setPrices(otherFeeds, 0.9e8, 0.9e8);
        book.poke();
        assertEq(oracle.look(address(other)).armedSince, block.timestamp, "seen");
    }
}
