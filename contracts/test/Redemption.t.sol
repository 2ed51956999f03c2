// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Reserve} from "./util/Reserve.sol";
import {FakeToken} from "./util/Fakes.sol";

/// @notice Claims: what is owed is recorded without a feed, kept back, paid in order, and blocked by nobody.
contract RedemptionTest is Reserve {
    function terms(uint128 cap, uint32 delay, bool par) internal view returns (RedemptionParams memory) {
        return RedemptionParams(address(usd), 0, cap, delay, par);
    }

    // ── request ────────────────────────────────────────────────────────────────────────────────────────

    function test_requestBurnsAndQueues() public {
        issue(HOLDER, 1_000);
        vm.prank(HOLDER);
        vm.expectEmit(address(vault));
        emit RedemptionRequested(0, HOLDER, 400e18, 400e18);
        vault.requestRedemption(400e18);
        assertEq(claimToken.totalSupply(), 600e18, "supply");
        assertEq(vault.totalOwedWad(), 400e18, "owed");
        assertEq(book.owedWad(address(usd)), 400e18, "owed in usd");
        assertEq(law.state().assets[0].owedRaw, 400e6, "kept back");
    }

    function test_requestNeedsTheTokens() public {
        issue(HOLDER, 1_000);
        vm.prank(HOLDER);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, HOLDER, 1_000e18, 1_001e18)
        );
        vault.requestRedemption(1_001e18);
    }

    function test_theLeastRequestIsAWholeToken() public {
        issue(HOLDER, 1_000);
        assertEq(request(HOLDER, 1), 0, "asked");
    }

    function test_requestOfASpeckNotHeld() public {
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(BelowMinimum.selector, 1, 1e18));
        vault.requestRedemption(1);
    }

    function test_zeroRequestOfAnEmptyHolder() public {
        vm.prank(STRANGER);
        vm.expectRevert(ZeroAmount.selector);
        vault.requestRedemption(0);
    }

    function test_dustIsRefusedUnlessItIsAll() public {
        issue(HOLDER, 1_000);
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(BelowMinimum.selector, 0.5e18, 1e18));
        vault.requestRedemption(0.5e18);
        vm.prank(HOLDER);
        claimToken.transfer(OTHER_HOLDER, 0.5e18);
        vm.prank(OTHER_HOLDER);
        vault.requestRedemption(0.5e18);
    }

    function test_feeIsRoundedAgainstTheHolder() public {
        RedemptionParams memory t = terms(0, 0, true);
        t.feeBps = 7;
        adoptTerms(t);
        issue(HOLDER, 1_000);
        vm.prank(HOLDER);
        vault.requestRedemption(1e18 + 1);
        // fee = ceil((1e18 + 1) · 7 / 10000)
        assertEq(book.claim(0).owedWad, 1e18 + 1 - (7e14 + 1), "net");
    }

    function test_requestWorksInEveryModeAndWithDeadFeeds() public {
        adoptTerms(terms(0, 1 days, false));
        issue(HOLDER, 1_000);
        usdFeeds[0].setDead(true);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        request(HOLDER, 1_000);
        assertEq(vault.totalOwedWad(), 1_000e18, "dollars owed");
    }

    function test_termsOfTheRequestStay() public {
        adoptTerms(terms(0, 1 days, true));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        adoptTerms(terms(0, 20 days, false));
        assertTrue(book.claim(0).payoutPar, "still par");
        pass(1 days);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "paid under the old terms");
    }

    // ── pay ────────────────────────────────────────────────────────────────────────────────────────────

    function test_anybodyPaysInEveryMode() public {
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.Frozen);
        vm.expectEmit(address(vault));
        emit RedemptionPaid(0, HOLDER, address(usd), 1_000e6, 1_000e18);
        vm.prank(STRANGER);
        assertEq(vault.payRedemptions(5), 1, "handled");
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "paid");
        assertEq(vault.totalOwedWad(), 0, "nothing owed");
        assertTrue(book.claim(0).state == ClaimState.Paid, "closed");
    }

    function test_nothingToPay() public {
        vm.expectRevert(NothingRedeemable.selector);
        vault.payRedemptions(1);
    }

    function test_countZeroPaysNothing() public {
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        vm.expectRevert(NothingRedeemable.selector);
        vault.payRedemptions(0);
    }

    function test_notDueOneSecondEarly() public {
        adoptTerms(terms(0, 1 days, true));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        pass(1 days - 1);
        vm.expectRevert(NothingRedeemable.selector);
        vault.payRedemptions(1);
        pass(1);
        vault.payRedemptions(1);
    }

    function test_orderIsKept() public {
        adoptTerms(terms(0, 1 days, true));
        issue(HOLDER, 1_000);
        issue(OTHER_HOLDER, 1_000);
        request(HOLDER, 1_000);
        pass(1 hours);
        request(OTHER_HOLDER, 1_000);
        pass(23 hours);
        assertEq(vault.payRedemptions(9), 1, "only the first is due");
        assertEq(usd.balanceOf(OTHER_HOLDER), 0, "second waits");
    }

    function test_parClaimNeedsNoFeed() public {
        issue(HOLDER, 1_000);
        usdFeeds[0].setDead(true);
        usdFeeds[1].setDead(true);
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "paid with dead feeds");
    }

    function test_partialPaymentWhenCashEnds() public {
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        usd.burn(address(vault), 1_001_000e6 - 300e6);
        assertEq(vault.payRedemptions(1), 1, "handled");
        assertEq(usd.balanceOf(HOLDER), 300e6, "what there was");
        assertEq(book.claim(0).owedWad, 700e18, "the rest stays owed");
        assertEq(book.nextClaim(), 0, "and stays first");
        usd.mint(address(vault), 700e6);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "all of it");
    }

    function test_theLastCashSettlesTheLastPartOfAUnit() public {
        issue(HOLDER, 1_000);
        vm.prank(HOLDER);
        vault.requestRedemption(100e18 + 1);
        usd.burn(address(vault), usd.balanceOf(address(vault)) - 100e6);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 100e6, "all there is");
        assertEq(vault.totalOwedWad(), 0, "and all that is owed");
    }

    function test_aPartialPaymentSettlesRoundedUp() public {
        adoptTerms(RedemptionParams(address(other), 0, 0, 0, false));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        setPrices(otherFeeds, 1.5e8, 1.5e8);
        other.burn(address(vault), 1_000_000e18 - 1);
        vault.payRedemptions(1);
        assertEq(other.balanceOf(HOLDER), 1, "one unit, worth one and a half");
        assertEq(vault.totalOwedWad(), 1_000e18 - 2, "settles two");
    }

    function test_noCashAtAll() public {
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        usd.burn(address(vault), 1_001_000e6);
        vm.expectRevert(NothingRedeemable.selector);
        vault.payRedemptions(1);
    }

    function test_aClaimLargerThanTheDailyCapIsPaidOverDays() public {
        adoptTerms(terms(100e18, 0, true));
        issue(HOLDER, 250);
        request(HOLDER, 250);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 100e6, "cap");
        vm.expectRevert(NothingRedeemable.selector);
        vault.payRedemptions(1);
        pass(1 days);
        vault.payRedemptions(1);
        pass(12 hours);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 250e6, "paid whole");
    }

    function test_aNewCapDoesNotReachIntoThePast() public {
        adoptTerms(terms(100e18, 0, true));
        issue(HOLDER, 250);
        request(HOLDER, 250);
        vault.payRedemptions(1);
        pass(6 hours);
        adoptTerms(terms(400e18, 0, true));
        assertEq(book.queue().redeemUsedWad, 75e18, "drained at the old cap");
    }

    function test_capIsALeakyBucket() public {
        adoptTerms(terms(100e18, 0, true));
        issue(HOLDER, 250);
        request(HOLDER, 250);
        // A counter per calendar day would pay twice around midnight.
        vm.warp((START / 1 days + 1) * 1 days - 1);
        vault.payRedemptions(1);
        vm.warp((START / 1 days + 1) * 1 days + 1);
        vault.payRedemptions(1);
        assertLe(usd.balanceOf(HOLDER), 100e6 + 100e6 * 2 / uint256(1 days) + 1, "midnight gives nothing");
    }

    // ── dollar claims ──────────────────────────────────────────────────────────────────────────────────

    function test_dollarClaimIsPaidAtTheHigherFeed() public {
        adoptTerms(terms(0, 0, false));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        setPrices(usdFeeds, 0.995e8, 1e8 - 0.001e8);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), uint256(1_000e6) * 1e18 / 0.999e18, "1000 dollars at 0.999");
    }

    function test_dollarClaimAboveParCostsFewerTokens() public {
        adoptTerms(terms(0, 0, false));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        setPrices(usdFeeds, 1.25e8, 1.25e8);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 800e6, "1000 dollars at 1.25");
    }

    function test_oneLyingFeedCannotMakeADollarClaimCostMore() public {
        adoptTerms(terms(0, 0, false));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        // The honest price is one; the other feed says less, inside the deviation.
        setPrices(usdFeeds, 0.991e8, 1e8);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "never more than is owed");
    }

    function test_queueWaitsForAPriceButTheHolderMayLeaveAtPar() public {
        adoptTerms(terms(0, 0, false));
        issue(HOLDER, 1_000);
        issue(OTHER_HOLDER, 500);
        request(HOLDER, 1_000);
        request(OTHER_HOLDER, 500);
        usdFeeds[0].setDead(true);
        vm.expectRevert(NothingRedeemable.selector);
        vault.payRedemptions(2);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotHolder.selector, STRANGER));
        vault.collect(1);
        vm.prank(OTHER_HOLDER);
        vault.collect(1);
        assertEq(usd.balanceOf(OTHER_HOLDER), 500e6, "par, at once, out of order");
        usdFeeds[0].setDead(false);
        setPrices(usdFeeds, 0.8e8, 0.8e8);
        assertEq(vault.payRedemptions(2), 1, "the queue passes the one already paid");
        assertEq(usd.balanceOf(HOLDER), 1_250e6, "who waited is paid in full dollars");
        assertEq(book.nextClaim(), 2, "queue empty");
    }

    function test_disagreeingFeedsAreNoPrice() public {
        adoptTerms(terms(0, 0, false));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        setPrices(usdFeeds, 0.98e8, 1e8);
        vm.expectRevert(NothingRedeemable.selector);
        vault.payRedemptions(1);
    }

    function test_collectKeepsTheQueueWhenThereIsAPrice() public {
        adoptTerms(terms(0, 0, false));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(InQueue.selector, 0));
        vault.collect(0);
    }

    function test_collectBeforeItIsDue() public {
        adoptTerms(terms(0, 1 days, false));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        usdFeeds[0].setDead(true);
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(NotDue.selector, 0, START + 1 days));
        vault.collect(0);
    }

    function test_collectWithoutCash() public {
        adoptTerms(terms(0, 0, false));
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        usdFeeds[0].setDead(true);
        usd.burn(address(vault), usd.balanceOf(address(vault)));
        vm.prank(HOLDER);
        vm.expectRevert(NothingRedeemable.selector);
        vault.collect(0);
    }

    function test_collectOfNothing() public {
        vm.expectRevert(NothingRedeemable.selector);
        vault.collect(0);
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        vault.payRedemptions(1);
        vm.expectRevert(NothingRedeemable.selector);
        vault.collect(0);
    }

    // ── holders a token refuses, dust, stopped tokens ──────────────────────────────────────────────────

    function test_aBlockedHolderDoesNotBlockTheQueue() public {
        issue(HOLDER, 1_000);
        issue(OTHER_HOLDER, 500);
        request(HOLDER, 1_000);
        request(OTHER_HOLDER, 500);
        usd.setBlocked(HOLDER, true);
        vm.expectEmit(address(book));
        emit RedemptionSetAside(0, HOLDER);
        assertEq(vault.payRedemptions(9), 2, "one aside, one paid");
        assertEq(usd.balanceOf(OTHER_HOLDER), 500e6, "paid");
        assertEq(vault.totalOwedWad(), 1_000e18, "still owed");
        assertEq(law.state().assets[0].owedRaw, 1_000e6, "still kept back");
        ClaimView[] memory open = book.openClaims(10);
        assertEq(open.length, 1, "still listed");
        assertTrue(open[0].claim.state == ClaimState.SetAside, "as set aside");

        vm.expectRevert(NothingRedeemable.selector);
        vault.collect(0);
        usd.setBlocked(HOLDER, false);
        vm.prank(STRANGER);
        vault.collect(0);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "paid when the block is lifted");
        assertEq(book.openClaims(10).length, 0, "nothing open");
    }

    function test_severalSetAsideAreEachFound() public {
        address[3] memory holders = [address(0x101), address(0x102), address(0x103)];
        for (uint256 i; i < 3; ++i) {
            issue(holders[i], 100 * (i + 1));
            request(holders[i], 100 * (i + 1));
            usd.setBlocked(holders[i], true);
        }
        vault.payRedemptions(9);
        assertEq(vault.state().setAsideCount, 3, "three aside");
        for (uint256 i; i < 3; ++i) {
            usd.setBlocked(holders[i], false);
        }
        vault.collect(1);
        assertEq(vault.state().setAsideCount, 2, "two left");
        vault.collect(0);
        vault.collect(2);
        assertEq(vault.state().setAsideCount, 0, "none left");
        for (uint256 i; i < 3; ++i) {
            assertEq(usd.balanceOf(holders[i]), 100e6 * (i + 1), "paid once");
        }
        assertEq(vault.totalOwedWad(), 0, "nothing owed");
    }

    function test_openClaimsAreListedThoseSetAsideFirst() public {
        issue(HOLDER, 1_000);
        issue(OTHER_HOLDER, 500);
        vm.prank(HOLDER);
        vault.requestRedemption(100e18 + 1);
        request(OTHER_HOLDER, 500);
        usd.setBlocked(HOLDER, true);
        vault.payRedemptions(1);
        ClaimView[] memory open = book.openClaims(10);
        assertEq(open.length, 2, "both");
        assertEq(open[0].id, 0, "set aside");
        assertEq(open[0].payoutRaw, 100e6, "rounded down");
        assertEq(open[1].id, 1, "queued");
        assertEq(open[1].payoutRaw, 500e6, "as much");
        assertEq(book.openClaims(1).length, 1, "no more than asked");
    }

    function test_partialCollectStaysAside() public {
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        usd.setBlocked(HOLDER, true);
        vault.payRedemptions(1);
        usd.setBlocked(HOLDER, false);
        usd.burn(address(vault), 1_001_000e6 - 300e6);
        vault.collect(0);
        assertEq(book.claim(0).owedWad, 700e18, "rest");
        assertTrue(book.claim(0).state == ClaimState.SetAside, "still aside");
        usd.mint(address(vault), 700e6);
        vault.collect(0);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "whole");
    }

    function test_aStoppedTokenSetsNobodyAside() public {
        issue(HOLDER, 1_000);
        request(HOLDER, 1_000);
        usd.setStopped(true);
        vm.expectRevert(NothingRedeemable.selector);
        vault.payRedemptions(9);
        usd.setStopped(false);
        vault.payRedemptions(9);
        assertEq(usd.balanceOf(HOLDER), 1_000e6, "paid in turn");
    }

    function test_dustInTheQueueCostsNobodyTheirPlace() public {
        issue(HOLDER, 1_000);
        for (uint256 i = 1; i <= 30; ++i) {
            address dusty = address(uint160(0x9000 + i));
            vm.prank(HOLDER);
            claimToken.transfer(dusty, 1);
            vm.prank(dusty);
            vault.requestRedemption(1);
        }
        request(HOLDER, 900);
        assertEq(vault.payRedemptions(100), 31, "one call passes thirty specks");
        assertEq(usd.balanceOf(HOLDER), 900e6, "paid");
    }

    // ── what the keeper cannot do to it ────────────────────────────────────────────────────────────────

    function test_keeperCannotStarveClaims() public {
        adoptTerms(terms(0, 7 days, true));
        issue(HOLDER, 400_000);
        request(HOLDER, 400_000);
        // 1.4 million idle, 0.4 owed: a million may move and no more.
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(InsufficientIdle.selector, address(usd), 1_000_000e6, 1_000_000e6 + 1));
        vault.deposit(0, 1_000_000e6 + 1);
    }

    function overdue() private {
        vm.prank(KEEPER);
        vault.deposit(0, 400_000e6);
        issue(HOLDER, 100_000);
        request(HOLDER, 100_000);
        usd.burn(address(vault), 670_000e6);
        // 30 000 idle, 100 000 owed: 70 000 are lacking.
        vm.warp(START + 1 days + 1);
    }

    function test_anybodyCallsBackWhatOverdueClaimsLack() public {
        overdue();
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        vault.withdraw(0, 70_000e6 + 1);
        vm.prank(STRANGER);
        vault.withdraw(0, 70_000e6);
        vault.payRedemptions(1);
        assertEq(usd.balanceOf(HOLDER), 100_000e6, "paid without the keeper");
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        vault.withdraw(0, 1);
    }

    function test_nobodyCallsBackBeforeTheGraceIsOver() public {
        overdue();
        vm.warp(START + 1 days);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        vault.withdraw(0, 1);
    }

    function test_aCappedQueueIsNoShortage() public {
        vm.prank(KEEPER);
        vault.deposit(0, 400_000e6);
        adoptTerms(terms(100e18, 0, true));
        issue(HOLDER, 100_000);
        request(HOLDER, 100_000);
        vm.warp(START + 5 days);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(NotKeeper.selector, STRANGER));
        vault.withdraw(0, 1);
    }

    // ── laws ───────────────────────────────────────────────────────────────────────────────────────────

    /// However a claim is cut by cash and cap, its holder receives what is owed, to the raw unit, never more.
    function testFuzz_partialPaymentsAddUp(uint256 tokens, uint256 seed, uint128 cap) public {
        tokens = bound(tokens, 1e18, 400_000e18);
        cap = uint128(bound(cap, 1e18, 500_000e18));
        adoptTerms(terms(cap, 0, true));
        issue(HOLDER, 400_000);
        vm.prank(HOLDER);
        vault.requestRedemption(tokens);
        usd.burn(address(vault), usd.balanceOf(address(vault)));
        uint256 rounds;
        while (vault.totalOwedWad() != 0 && ++rounds < 40) {
            usd.mint(address(vault), 1 + uint256(keccak256(abi.encode(seed, rounds))) % 100_000e6);
            pass(1 days);
            vault.payRedemptions(1);
        }
        uint256 paid = usd.balanceOf(HOLDER);
        assertLe(paid, tokens / 1e12, "never more than is owed");
        if (vault.totalOwedWad() == 0) assertLe(tokens / 1e12, paid + rounds, "short by less than a unit a payment");
    }

    /// Dollar claims never cost more than is owed at the honest price, if one feed is honest.
    function testFuzz_dollarClaimsNeverCostMore(uint256 tokens, uint256 a, uint256 b) public {
        tokens = bound(tokens, 1e18, 400_000e18);
        int256 honest = int256(bound(a, 0.5e8, 2e8));
        int256 lie = honest - int256(bound(b, 0, uint256(honest) / 101));
        adoptTerms(terms(0, 0, false));
        issue(HOLDER, 400_000);
        vm.prank(HOLDER);
        vault.requestRedemption(tokens);
        setPrices(usdFeeds, lie, honest);
        vault.payRedemptions(1);
        assertLe(usd.balanceOf(HOLDER) * uint256(honest) * 1e4, tokens, "value at the honest price");
    }
}
