// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {Executor} from "../src/Executor.sol";
import {FakeToken, IHook} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Swaps: every refusal, the floor, the budgets, and what a hostile router or token can try.
contract SwapTest is Reserve {
    // ── refusals, in the order they are made ───────────────────────────────────────────────────────────

    function test_onlyKeeper() public {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_ownerAndGuardianAreNotKeepers() public {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, OWNER));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, GUARDIAN));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_zeroAmount() public {
        vm.prank(KEEPER);
        vm.expectRevert(ZeroAmount.selector);
        vault.swap(address(usd), address(other), 500, 0, 0, false);
    }

    function test_frozen() public {
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(WrongMode.selector, Mode.Frozen));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_sameAsset() public {
        vm.prank(KEEPER);
        vm.expectRevert(SameAsset.selector);
        vault.swap(address(usd), address(usd), 500, 1e6, 0, false);
    }

    function test_unknownSold() public {
        FakeToken stranger = new FakeToken("X", 18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, address(stranger)));
        vault.swap(address(stranger), address(usd), 500, 1e18, 0, false);
    }

    function test_unknownBought() public {
        FakeToken stranger = new FakeToken("X", 18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, address(stranger)));
        vault.swap(address(usd), address(stranger), 500, 1e6, 0, false);
    }

    function test_exitOnlyIntoBase() public {
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(ExitOnlyIntoBase.selector, address(wide)));
        vault.swap(address(other), address(wide), 500, 1e18, 0, false);
        keeperSwap(other, usd, 1e18, 1e6);
    }

    function test_entryForbiddenByLaw() public {
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(other), AssetTightening(50, 1_000, 500, 6_000, false, false));
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(other)));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_entryForbiddenWhenDisabled() public {
        disable(other);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(other)));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_entryForbiddenWhenDepegged() public {
        setPrices(otherFeeds, 0.94e8, 0.94e8);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(other)));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_insufficientIdle() public {
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(InsufficientIdle.selector, address(usd), 1_000_000e6, 1_000_000e6 + 1));
        vault.swap(address(usd), address(other), 500, 1_000_000e6 + 1, 0, false);
    }

    function test_whatIsOwedStays() public {
        adoptTerms(RedemptionParams(address(usd), 0, 0, 7 days, true));
        issue(HOLDER, 400_000);
        request(HOLDER, 400_000);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(InsufficientIdle.selector, address(usd), 1_000_000e6, 1_000_000e6 + 1));
        vault.swap(address(usd), address(other), 500, 1_000_000e6 + 1, 0, false);
    }

    function test_staleSold() public {
        vm.warp(START + 1 hours + 1);
        otherFeeds[0].set(1e8);
        otherFeeds[1].set(1e18);
        usdFeeds[1].set(1e8);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(usdFeeds[0]), START, 1 hours));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_freshToTheLastSecond() public {
        aim(1_000, 6_000, 3_000);
        vm.warp(START + 1 hours);
        keeperSwap(usd, other, 1e6, 1e18);
    }

    function test_oneStaleFeedDoesNotFallThrough() public {
        vm.warp(START + 1 hours + 1);
        usdFeeds[0].set(1e8);
        otherFeeds[0].set(1e8);
        otherFeeds[1].set(1e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(StaleFeed.selector, address(usdFeeds[1]), START, 1 hours));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_feedsDisagreeOnSold() public {
        setPrices(wideFeeds, 2_000e8, 2_021e8);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(FeedsDisagree.selector, address(wide), 2_000e18, 2_021e18));
        vault.swap(address(wide), address(usd), 500, 1e8, 0, false);
    }

    function test_feedsDisagreeOnBought() public {
        setPrices(wideFeeds, 2_000e8, 2_021e8);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(FeedsDisagree.selector, address(wide), 2_000e18, 2_021e18));
        vault.swap(address(usd), address(wide), 500, 1e6, 0, false);
    }

    function test_feedsAgreeAtTheLimit() public {
        setPrices(wideFeeds, 2_000e8, 2_020e8);
        keeperSwap(wide, usd, 1e8, 2_020e6);
    }

    function test_turnoverBudget() public {
        aim(1_000, 6_000, 3_000);
        keeperSwap(usd, other, 600_000e6, 600_000e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(TurnoverBudgetExceeded.selector, 400_001e18, 400_000e18));
        vault.swap(address(other), address(usd), 500, 400_001e18, 0, false);
    }

    function test_belowFloor() public {
        aim(1_000, 6_000, 3_000);
        uint256 floor = 995_000_000_000_000_000;
        router.setPayOut(floor - 1);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(BelowFloor.selector, floor - 1, floor));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
        keeperSwap(usd, other, 1e6, floor);
    }

    function test_keeperMayAskForMore() public {
        router.setPayOut(1e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(BelowFloor.selector, 1e18, 1e18 + 1));
        vault.swap(address(usd), address(other), 500, 1e6, 1e18 + 1, false);
    }

    function test_keeperCannotAskForLess() public {
        router.setPayOut(0.9e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(BelowFloor.selector, 0.9e18, 0.995e18));
        vault.swap(address(usd), address(other), 500, 1e6, 1, false);
    }

    function test_lossBudget() public {
        aim(1_000, 6_000, 3_000);
        keeperSwap(usd, other, 700_000e6, 696_500e18);
        assertEq(vault.state().lossUsedWad, 3_500e18, "0.5 % of 700 000");
        pass(6 hours);
        aim(4_000, 3_000, 3_000);
        keeperSwap(other, usd, 500_000e18, 497_500e6);
        // 10 000 a day drain 2 500 in six hours.
        assertEq(vault.state().lossUsedWad, 3_500e18 - 2_500e18 + 2_500e18, "drained and charged");
    }

    function test_lossBudgetExceeded() public {
        LawParams memory l = standardLaw();
        l.limits.lossBurstWad = 100e18;
        (l.assets[0].targetBps, l.assets[1].targetBps) = (1_000, 6_000);
        adopt(l);
        keeperSwap(usd, other, 16_000e6, 15_920e18);
        router.setPayOut(4_979e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(LossBudgetExceeded.selector, 21e18, 20e18));
        vault.swap(address(usd), address(other), 500, 5_000e6, 0, false);
        keeperSwap(usd, other, 5_000e6, 4_980e18);
    }

    function test_weightCap() public {
        aim(1_000, 6_000, 3_000);
        // 3 million in all, 60 % is 1.8 million of which OTHER is one already.
        keeperSwap(usd, other, 800_000e6, 800_000e18);
        vm.prank(KEEPER);
        router.setPayOut(1e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(WeightCapExceeded.selector, address(other), 1_800_001e18, 1_800_000e18));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_weightCapHoldsForTheBaseToo() public {
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(usd), AssetTightening(50, 1_000, 500, 3_500, true, false));
        router.setPayOut(60_000e6);
        vm.prank(KEEPER);
        vm.expectPartialRevert(WeightCapExceeded.selector);
        vault.swap(address(other), address(usd), 500, 60_000e18, 0, false);
    }

    function test_weightCapNeverStopsAnExit() public {
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(usd), AssetTightening(50, 1_000, 500, 3_500, true, false));
        disable(other);
        keeperExit(other, 500_000e18, 500_000e6);
    }

    function test_exitOnlyModeSellsNothingPastItsTarget() public {
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        router.setPayOut(500_000e6);
        vm.prank(KEEPER);
        vm.expectPartialRevert(PastTarget.selector);
        vault.swap(address(other), address(usd), 500, 500_000e18, 0, false);
    }

    function test_weightCapNeverStopsExitOnlyMode() public {
        disable(other);
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(usd), AssetTightening(50, 1_000, 500, 3_500, true, false));
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        keeperSwap(other, usd, 500_000e18, 500_000e6);
    }

    // ── exit regime ────────────────────────────────────────────────────────────────────────────────────

    function test_exitIsNotTheKeepersChoice() public {
        router.setPayOut(0.9e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(ExitNotOpen.selector, address(other)));
        vault.swap(address(other), address(usd), 500, 1e18, 0, true);
    }

    function test_exitOpensByGuardian() public {
        disable(other);
        assertTrue(oracle.look(address(other)).exitOpen, "open");
        keeperExit(other, 1_000e18, 900e6);
        router.setPayOut(900e6 - 1);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(BelowFloor.selector, 900e6 - 1, 900e6));
        vault.swap(address(other), address(usd), 500, 1_000e18, 0, true);
    }

    function test_exitOpensOnlyWhenBothFeedsStandBelow() public {
        setPrices(otherFeeds, 0.94e8, 0.95e8);
        assertTrue(!oracle.look(address(other)).exitOpen, "one feed below is not enough");
        setPrices(otherFeeds, 0.94e8, 0.949999e8);
        assertTrue(oracle.look(address(other)).isArmed, "both below");
        openExit(other);
        keeperExit(other, 1_000e18, 900e6);
    }

    function test_exitClosesWhenAFeedIsStale() public {
        setPrices(otherFeeds, 0.9e8, 0.9e8);
        vm.warp(START + 1 hours + 1);
        otherFeeds[0].set(0.9e8);
        assertTrue(!oracle.look(address(other)).exitOpen, "unknown never triggers a sale");
    }

    function test_exitNeedsTwoFeedsToOpenByPrice() public {
        LawParams memory l = standardLaw();
        l.assets[1].feedB = address(0);
        l.assets[1].heartbeatB = 0;
        adopt(l);
        otherFeeds[0].set(0.5e8);
        assertTrue(!oracle.look(address(other)).exitOpen, "a single print never triggers a sale");
    }

    function test_exitGoesIntoTheBaseOnly() public {
        disable(other);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(ExitOnlyIntoBase.selector, address(wide)));
        vault.swap(address(other), address(wide), 500, 1e18, 0, true);
    }

    function test_exitIsFlooredAtTheLowerFeedAndChargedAtTheHigher() public {
        LawParams memory l = standardLaw();
        l.limits.lossBurstWad = 1_000_000e18;
        adopt(l);
        setPrices(otherFeeds, 0.5e8, 0.9e8);
        openExit(other);
        // Apart by far more than maxDeviation; an exit still works. Floor 0.5 · 90 %.
        keeperExit(other, 1_000e18, 450e6);
        VaultView memory v = vault.state();
        assertEq(v.depegUsedWad, 450e18, "charged from the higher feed: 900 - 450");
        assertEq(v.turnoverUsedWad, 900e18, "turnover at the higher feed");
    }

    function test_exitConsumesItsOwnBudget() public {
        LawParams memory l = standardLaw();
        l.limits.depegBurstWad = 100e18;
        adopt(l);
        disable(other);
        router.setPayOut(900e6);
        keeperExit(other, 1_000e18, 900e6);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(DepegBudgetExceeded.selector, 100e18, 0));
        vault.swap(address(other), address(usd), 500, 1_000e18, 0, true);
    }

    function test_exitIntoADepeggedBaseIsStillFloored() public {
        disable(other);
        setPrices(usdFeeds, 0.9e8, 0.9e8);
        router.setPayOut(999e6);
        vm.prank(KEEPER);
        vm.expectPartialRevert(BelowFloor.selector);
        vault.swap(address(other), address(usd), 500, 1_000e18, 0, true);
        keeperExit(other, 1_000e18, 1_000e6);
    }

    // ── what the router and the tokens can try ─────────────────────────────────────────────────────────

    function test_emits() public {
        aim(1_000, 6_000, 3_000);
        router.setPayOut(0.999e18);
        vm.expectEmit(address(vault));
        emit Swapped(address(usd), address(other), 1e6, 0.999e18, 1e18, 0.001e18, false);
        vm.prank(KEEPER);
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_approvalsAreZeroAfterwards() public {
        aim(1_000, 6_000, 3_000);
        keeperSwap(usd, other, 1_000e6, 1_000e18);
        assertEq(usd.allowance(address(vault), address(router)), 0, "vault to router");
        assertEq(usd.allowance(address(executor), address(router)), 0, "executor to router");
        assertEq(usd.allowance(address(vault), address(executor)), 0, "vault to executor");
        assertEq(usd.balanceOf(address(executor)) + other.balanceOf(address(executor)), 0, "executor holds nothing");
    }

    function test_partialFillReverts() public {
        router.setTakeShortBy(1);
        router.setPayOut(1e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(usd), 1e6, 1e6 - 1));
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_moneyOfTheVaultCannotPayForTheSwap() public {
        // The router delivers, during the call, tokens that belong to the vault anyway, and pays nothing itself.
        router.setHook(address(other), abi.encodeCall(FakeToken.mint, (address(vault), 1_000e18)));
        router.setPayOut(0);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(BelowFloor.selector, 0, 995e18));
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
    }

    function test_dustSentToTheExecutorBlocksNothing() public {
        aim(1_000, 6_000, 3_000);
        usd.mint(address(executor), 1);
        other.mint(address(executor), 1);
        keeperSwap(usd, other, 1_000e6, 1_000e18);
        assertEq(usd.balanceOf(address(executor)), 1, "sold token stays until it is bought");
        assertEq(other.balanceOf(address(executor)), 0, "bought token went to the vault");
        aim(4_000, 3_000, 3_000);
        keeperSwap(other, usd, 1_000e18, 1_000e6);
        assertEq(usd.balanceOf(address(executor)), 0, "swept with the proceeds");
    }

    function test_donationToTheExecutorDoesNotPayForTheSwap() public {
        other.mint(address(executor), 1_000e18);
        router.setPayOut(0);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(BelowFloor.selector, 0, 995e18));
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
    }

    function test_feeOnTransferReverts() public {
        usd.setFee(10);
        router.setPayOut(1_000e18);
        vm.prank(KEEPER);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
    }

    function test_feeOnTheBoughtTokenReverts() public {
        other.setFee(10);
        router.setPayOut(1_000e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(other), 1_000e18, 999e18));
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
    }

    function test_aSurchargeOnTheSenderReverts() public {
        usd.setSurcharge(address(vault), 10);
        router.setPayOut(1_000e18);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(TransferMismatch.selector, address(usd), 1_000e6, 1_001e6));
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
    }

    function test_executorServesItsVaultAlone() public {
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, address(this)));
        executor.swap(address(usd), address(other), 500, 1, 0);
    }

    function test_noReentryFromTheRouter() public {
        // The router is the keeper itself: the worst case.
        vm.prank(OWNER);
        vault.setKeeper(address(router));
        router.setHook(
            address(vault), abi.encodeCall(ReserveVault.swap, (address(usd), address(other), 500, 1e6, 0, false))
        );
        router.setPayOut(1e18);
        vm.prank(address(router));
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_noReentryIntoRedemptionsFromTheRouter() public {
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        router.setHook(address(vault), abi.encodeCall(ReserveVault.payRedemptions, (1)));
        router.setPayOut(1e18);
        vm.prank(KEEPER);
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_noReentryIntoCollectingFromTheRouter() public {
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        router.setHook(address(vault), abi.encodeCall(ReserveVault.collect, (0)));
        router.setPayOut(1e18);
        vm.prank(KEEPER);
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        vault.swap(address(usd), address(other), 500, 1e6, 0, false);
    }

    function test_noReentryFromATokenHook() public {
        Reenter reenter = new Reenter(vault, address(usd), address(other));
        vm.prank(OWNER);
        vault.setKeeper(address(reenter));
        usd.setHook(address(reenter));
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        reenter.swap();
    }

    function test_feedMovedDuringTheSwapChangesNothing() public {
        aim(1_000, 6_000, 3_000);
        // A feed that anybody may push is pushed by the router in the middle: the price before it counts.
        router.setHook(address(otherFeeds[0]), abi.encodeWithSignature("set(int256)", int256(1.009e8)));
        router.setPayOut(995e18);
        vm.prank(KEEPER);
        vault.swap(address(usd), address(other), 500, 1_000e6, 0, false);
        assertEq(vault.state().lossUsedWad, 5e18, "loss at the price before");
    }

    // ── laws ───────────────────────────────────────────────────────────────────────────────────────────

    /// Every accepted swap returns at least the floor, and the charge is never below the true loss at any price
    /// inside the feeds' interval.
    function testFuzz_chargeCoversTheTrueLoss(uint256 amount, uint256 paid, uint256 a, uint256 b, uint256 honest)
        public
    {
        amount = bound(amount, 1, 300e8);
        int256 low = int256(bound(a, 1_990e8, 2_000e8));
        int256 high = low + int256(bound(b, 0, 19e8));
        setPrices(wideFeeds, low, high);
        // Every price between the feeds may be the honest one.
        uint256 honestPrice = bound(honest, uint256(low), uint256(high));
        uint256 fair = amount * uint256(low) / 1e10;
        paid = bound(paid, fair * 99 / 100, fair * 101 / 100 + 1);
        router.setPayOut(paid);
        vm.prank(KEEPER);
        try vault.swap(address(wide), address(usd), 500, amount, 0, false) {
            uint256 gave = amount * honestPrice * 1e2;
            uint256 got = paid * 1e12;
            uint256 trueLoss = gave > got ? gave - got : 0;
            assertLe(trueLoss, vault.state().lossUsedWad + 1, "charged at least the true loss");
            assertLe(amount * uint256(high) * 9_950 / 1e14, paid, "at least the floor");
        } catch {}
    }

    /// The floor is the exact quotient rounded up, whatever the decimals.
    function testFuzz_floorIsRoundedUp(uint256 amount, uint256 price) public {
        amount = bound(amount, 1, 400e8);
        int256 answer = int256(bound(price, 200e8, 50_000e8));
        setPrices(wideFeeds, answer, answer);
        SwapTerms memory terms = law.tradeTerms(address(wide), address(usd), amount, false, false, Mode.Run);
        // wide 8 decimals and feed 8 decimals, usd 6: floor = amount · answer · 0.995 / 1e10.
        uint256 numerator = amount * uint256(answer) * 9_950;
        uint256 denominator = 1e10 * 10_000;
        assertEq(terms.floorOut, (numerator + denominator - 1) / denominator, "floor");
        assertEq(terms.valueWad, amount * uint256(answer) * 1e2, "value");
    }
}

/// @notice Keeper that tries to come back in through a token's hook.
contract Reenter is IHook {
    ReserveVault private immutable _vault;
    address private immutable _in;
    address private immutable _out;

    constructor(ReserveVault vault_, address in_, address out_) {
        (_vault, _in, _out) = (vault_, in_, out_);
    }

    function swap() public {
        _vault.swap(_in, _out, 500, 1e6, 0, false);
    }

    function onTransfer(address, address, uint256) external {
        swap();
    }
}
