// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Reserve} from "./util/Reserve.sol";

/// @notice What a deposit into a venue is judged by: its price, its cap and what it locks, to the last unit.
contract DepositTermsTest is Reserve {
    function test_noTermsWithoutAPrice() public {
        usdFeeds[0].setDead(true);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(usdFeeds[0]), 0, 1 hours));
        law.depositTerms(0, 1e6);
    }

    function test_feedsFarApartStillHaveTerms() public {
        setPrices(usdFeeds, 0.98e8, 1.02e8);
        law.depositTerms(0, 1e6);
    }

    function test_theCapOfAVenueIsCountedDown() public {
        // A fifth of 3,000,000 less the least unit.
        other.burn(address(vault), 1);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(VenueCapExceeded.selector, 0, 600_000e18, 600_000e18 - 1));
        vault.deposit(0, 600_000e6);
        other.mint(address(vault), 1);
        book.poke();
        vm.prank(KEEPER);
        vault.deposit(0, 600_000e6);
    }

    /// A venue locked for longer than a week that has lent its cash out: each class between is asked, not the first alone.
    function test_whatIsLockedIsAskedOfEveryClass() public {
        LawParams memory l = standardLaw();
        l.venues[1].maturity = 3;
        adopt(l);
        issue(HOLDER, 400_000);
        l.limits.minLiquidBps = [uint16(0), 0, 65_535];
        adopt(l);
        other.burn(address(vault), 900_000e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(IlliquidReserve.selector, 2, 2_374_050e18, 2_621_400e18));
        vault.deposit(1, 1_000e6);
    }
}
