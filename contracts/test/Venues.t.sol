// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Entering and leaving venues.
contract VenuesTest is Reserve {
    function keeperDeposit(uint256 index, uint256 amount) internal {
        vm.prank(KEEPER);
        vault.deposit(index, amount);
    }

    function keeperWithdraw(uint256 index, uint256 amount) internal {
        vm.prank(KEEPER);
        vault.withdraw(index, amount);
    }

    // ── entry ──────────────────────────────────────────────────────────────────────────────────────────

    function test_depositIntoBothKinds() public {
        vm.expectEmit(address(vault));
        emit Deposited(0, 100_000e6, 0);
        keeperDeposit(0, 100_000e6);
        keeperDeposit(1, 50_000e6);
        assertEq(book.deployed(0), 100_000e6, "savings");
        assertEq(book.deployed(1), 50_000e6, "pool");
        assertEq(book.held(address(usd)), 1_000_000e6, "held");
        assertEq(usd.allowance(address(vault), address(savings)), 0, "approval back to zero");
        assertEq(usd.allowance(address(vault), address(pool)), 0, "approval back to zero");
    }

    function test_onlyKeeper() public {
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, address(this)));
        vault.deposit(0, 1e6);
    }

    function test_zeroAmount() public {
        vm.prank(KEEPER);
        vm.expectRevert(ZeroAmount.selector);
        vault.deposit(0, 0);
    }

    function test_runModeOnly() public {
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(WrongMode.selector, Mode.ExitOnly));
        vault.deposit(0, 1e6);
    }

    function test_unknownVenue() public {
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(UnknownVenue.selector, 2));
        vault.deposit(2, 1e6);
    }

    function test_entryClosed() public {
        vm.prank(GUARDIAN);
        vault.tightenVenue(0, 2_000, false);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(usd)));
        vault.deposit(0, 1e6);
    }

    function test_noEntryWithADisabledOrDepeggedAsset() public {
        setPrices(usdFeeds, 0.94e8, 0.94e8);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(usd)));
        vault.deposit(0, 1e6);
        setPrices(usdFeeds, 1e8, 1e8);
        disable(usd);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(usd)));
        vault.deposit(0, 1e6);
    }

    function test_notMoreThanIdle() public {
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(InsufficientIdle.selector, address(usd), 1_000_000e6, 1_000_000e6 + 1));
        vault.deposit(0, 1_000_000e6 + 1);
    }

    function test_noEntryWithoutAPrice() public {
        usdFeeds[1].setDead(true);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(usdFeeds[1]), 0, 1 hours));
        vault.deposit(0, 1e6);
    }

    function test_venueCapToTheUnit() public {
        // 3 million in all, 20 % is 600 000.
        keeperDeposit(0, 600_000e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(VenueCapExceeded.selector, 0, 600_000e18 + 1e12, 600_000e18));
        vault.deposit(0, 1);
    }

    function test_capIsAtTheHigherFeedOfWhatIsPlaced() public {
        setPrices(usdFeeds, 0.995e8, 1e8);
        vm.prank(KEEPER);
        vm.expectPartialRevert(VenueCapExceeded.selector);
        vault.deposit(0, 600_000e6);
    }

    function test_entryFeeIsALoss() public {
        savings.setFees(100, 0);
        vm.prank(KEEPER);
        vault.deposit(0, 500_000e6);
        assertLe(4_999e18, vault.state().lossUsedWad, "about one per cent charged");
        assertLe(vault.state().lossUsedWad, 5_001e18, "about one per cent charged");
        // The second per cent of half a million does not fit the burst of 10 000 any more.
        LawParams memory l = standardLaw();
        l.venues[0].maxBps = 4_000;
        adopt(l);
        usd.mint(address(vault), 600_000e6);
        vm.prank(KEEPER);
        vm.expectPartialRevert(LossBudgetExceeded.selector);
        vault.deposit(0, 600_000e6);
    }

    function test_feeOnTransferOnTheWayInIsALoss() public {
        usd.setFee(10);
        keeperDeposit(0, 100_000e6);
        assertLe(99e18, vault.state().lossUsedWad, "a tenth of a per cent charged");
    }

    function test_aSurchargeOnTheSenderReverts() public {
        usd.setSurcharge(address(vault), 10);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(usd), 1_000e6, 1_001e6));
        vault.deposit(1, 1_000e6);
    }

    // ── leaving ────────────────────────────────────────────────────────────────────────────────────────

    function test_withdrawInEveryModeAndWithDeadFeeds() public {
        keeperDeposit(0, 100_000e6);
        keeperDeposit(1, 100_000e6);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        usdFeeds[0].setDead(true);
        vm.expectEmit(address(vault));
        emit Withdrawn(0, 60_000e6, 0);
        keeperWithdraw(0, 60_000e6);
        keeperWithdraw(1, type(uint256).max);
        assertEq(usd.balanceOf(address(vault)), 960_000e6, "home");
    }

    function test_whoMayWithdraw() public {
        keeperDeposit(0, 100_000e6);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        vault.withdraw(0, 1e6);
        vm.prank(GUARDIAN);
        vault.withdraw(0, 1e6);
        vm.prank(OWNER);
        vault.withdraw(0, 1e6);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        vm.prank(STRANGER);
        vault.withdraw(0, 1e6);
        assertEq(usd.balanceOf(STRANGER), 0, "into the vault, nowhere else");
    }

    function test_withdrawRefusals() public {
        keeperDeposit(0, 100_000e6);
        vm.prank(KEEPER);
        vm.expectRevert(ZeroAmount.selector);
        vault.withdraw(0, 0);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(UnknownVenue.selector, 7));
        vault.withdraw(7, 1);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(InsufficientDeployed.selector, 0, 100_000e6, 100_000e6 + 1));
        vault.withdraw(0, 100_000e6 + 1);
    }

    function test_aVenueWithoutCashReverts() public {
        keeperDeposit(1, 100_000e6);
        pool.lendOut(address(usd), 60_000e6);
        vm.prank(KEEPER);
        vm.expectRevert();
        vault.withdraw(1, 50_000e6);
        keeperWithdraw(1, 40_000e6);
    }

    function test_feeOnTheWayBackReverts() public {
        keeperDeposit(1, 100_000e6);
        usd.setFee(10);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(usd), 10_000e6, 9_990e6));
        vault.withdraw(1, 10_000e6);
    }

    function test_exitFeeIsChargedNeverRefused() public {
        keeperDeposit(0, 500_000e6);
        savings.setFees(0, 500);
        keeperWithdraw(0, 200_000e6);
        uint256 first = vault.state().lossUsedWad;
        assertLe(9_000e18, first, "five per cent of 200 000");
        keeperWithdraw(0, 200_000e6);
        assertLe(18_000e18, vault.state().lossUsedWad, "beyond the burst, and still not refused");
        // Overdrawn: nothing goes out again until it drained.
        vm.prank(KEEPER);
        vm.expectPartialRevert(LossBudgetExceeded.selector);
        vault.deposit(1, 1e6);
        router.setPayOut(1e18);
        vm.prank(KEEPER);
        vm.expectPartialRevert(LossBudgetExceeded.selector);
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
        pass(2 days);
        keeperDeposit(1, 1e6);
    }

    function test_donationToTheVenueChangesNoPermission() public {
        keeperDeposit(0, 1);
        usd.mint(address(savings), 1_000_000e6);
        savings.balanceOf(address(vault));
        keeperWithdraw(0, type(uint256).max);
        assertLe(1_000_000e6, usd.balanceOf(address(vault)) + 1, "nothing lost to the inflated share");
    }

    function test_shareInflationIsCharged() public {
        // Somebody holds one share and inflates its price before our deposit: what rounding takes is a loss.
        usd.mint(STRANGER, 500_000e6);
        vm.startPrank(STRANGER);
        usd.approve(address(savings), type(uint256).max);
        savings.deposit(1, STRANGER);
        usd.transfer(address(savings), 400_000e6);
        vm.stopPrank();
        vm.prank(KEEPER);
        vm.expectPartialRevert(LossBudgetExceeded.selector);
        vault.deposit(0, 300_000e6);
    }

    /// Money in and out of a venue is conserved, and what is lost was charged.
    function testFuzz_roundTrip(uint256 amount, uint256 entryFee, uint256 donation) public {
        amount = bound(amount, 1e6, 200_000e6);
        savings.setFees(bound(entryFee, 0, 200), 0);
        usd.mint(address(savings), bound(donation, 0, 1_000e6));
        vm.prank(KEEPER);
        try vault.deposit(0, amount) {
            keeperWithdraw(0, type(uint256).max);
            uint256 lost = 1_000_000e6 - usd.balanceOf(address(vault));
            assertLe(lost * 1e12, vault.state().lossUsedWad + 3e12, "charged");
        } catch {}
        assertEq(usd.allowance(address(vault), address(savings)), 0, "approval");
    }

    // ── liquidity ──────────────────────────────────────────────────────────────────────────────────────

    /// @dev Floors in cash at once and within a week that nothing meets, and a venue that locks for `maturity`.
    function floors(uint8 maturity) private {
        LawParams memory l = standardLaw();
        (l.limits.minLiquidBps[0], l.limits.minLiquidBps[2]) = (60_000, 60_000);
        l.venues[0].maturity = maturity;
        adopt(l);
        issue(HOLDER, 500_000);
        other.burn(address(vault), 900_000e18);
    }

    function test_aDepositThatLocksNothingIsNotAskedForLiquidity() public {
        floors(0);
        vm.prank(KEEPER);
        vault.deposit(0, 1_000e6);
    }

    function test_aDepositThatLocksIsRefusedBelowTheFloor() public {
        floors(1);
        vm.prank(KEEPER);
        vm.expectPartialRevert(IlliquidReserve.selector);
        vault.deposit(0, 1_000e6);
    }

    function test_aVenueThatCannotGiveBackAtOnceLocks() public {
        floors(0);
        // The fake pool keeps its cash elsewhere than its receipt token, as one that lent everything out.
        vm.prank(KEEPER);
        vm.expectPartialRevert(IlliquidReserve.selector);
        vault.deposit(1, 1_000e6);
    }
}
