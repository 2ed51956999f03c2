// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Reserve} from "./util/Reserve.sol";

/// @notice Rules that past failures taught, each by the name of what it stops. Those with a test of their own
/// elsewhere: endogenous = 0, bounds at every read, decimals at listing (Law, Oracle); midnight (Limits); guardian
/// only tightens, timelock loosens (Law, Roles); exits with dead oracles (Venues, Invariants).
contract RegressionsTest is Reserve {
    function test_donationOfOneWeiBreaksNothing() public {
        aim(1_000, 6_000, 3_000);
        usd.mint(address(vault), 1);
        other.mint(address(vault), 1);
        wide.mint(address(vault), 1);
        usd.mint(address(savings), 1);
        keeperSwap(usd, other, 1_000e6, 1_000e18);
        vm.prank(KEEPER);
        vault.deposit(0, 1_000e6);
        vm.prank(KEEPER);
        vault.withdraw(0, type(uint256).max);
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
    }

    function test_donationOf1e30ChangesNoFloorNoBudgetAndNoExit() public {
        SwapTerms memory before = law.tradeTerms(address(usd), address(other), 1_000e6, false, false, Mode.Run);
        other.mint(address(vault), 1e30);
        SwapTerms memory now_ = law.tradeTerms(address(usd), address(other), 1_000e6, false, false, Mode.Run);
        assertEq(now_.floorOut, before.floorOut, "floor");
        assertEq(now_.valueWad, before.valueWad, "value");
        router.setPayOut(1_000e18);
        vm.prank(KEEPER);
        vm.expectPartialRevert(WeightCapExceeded.selector);
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
        disable(other);
        keeperExit(other, 1_000e18, 1_000e6);
        assertEq(vault.state().turnoverUsedWad, 1_000e18, "the exit alone");
    }

    function test_depegWhileTheVenueIsCapped() public {
        vm.prank(KEEPER);
        vault.deposit(0, 600_000e6);
        // The rest of the reserve falls: the venue is now above its cap, and only leaving works.
        setPrices(wideFeeds, 500e8, 500e8);
        vm.prank(KEEPER);
        vm.expectPartialRevert(VenueCapExceeded.selector);
        vault.deposit(0, 1e6);
        setPrices(usdFeeds, 0.9e8, 0.9e8);
        vm.prank(KEEPER);
        vault.withdraw(0, 600_000e6);
        assertEq(usd.balanceOf(address(vault)), 1_000_000e6, "home");
    }

    function test_aHoldersPlaceSurvivesAChangeOfLaw() public {
        adoptTerms(RedemptionParams(address(usd), 0, 0, 1 days, true));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        // Other terms, another payout asset: the claim stays what it was.
        adoptTerms(RedemptionParams(address(other), 1_000, 1, 30 days, false));
        pass(1 days);
        LawParams memory l = standardLaw();
        adopt(l);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "in the asset, at the time, without the fee");
    }

    function test_usdcMarch2023OfTwoFeedsAtTheKrakenAndBinanceLows() public {
        // 11 March 2023: 0.874 and 0.882. Entry is closed, the exit open, floored at the lower and charged at the higher.
        LawParams memory l = standardLaw();
        l.redemption.payoutAsset = address(usd);
        (l.assets[0], l.assets[1]) = (l.assets[1], l.assets[0]);
        adopt(l);
        setPrices(usdFeeds, 0.874e8, 0.882e8);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(usd)));
        vault.swap(address(other), address(usd), 500, 1e18, 0, false);
        openExit(usd);
        assertTrue(oracle.look(address(usd)).exitOpen, "open");
        router.setPayOut(870e18);
        vm.prank(KEEPER);
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, true);
        assertEq(vault.state().depegUsedWad, 12e18, "882 less 870");
    }

    function test_aSinglePrintNeverSells() public {
        setPrices(otherFeeds, 0.88e8, 1e8);
        assertTrue(!oracle.look(address(other)).exitOpen, "one print");
        router.setPayOut(880e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(ExitNotOpen.selector, address(other)));
        vault.swap(address(other), address(usd), 500, 1_000e18, 0, true);
    }
}
