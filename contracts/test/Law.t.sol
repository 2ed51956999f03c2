// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Law} from "../src/Law.sol";
import {ReserveVault} from "../src/ReserveVault.sol";
import {FakeAToken, FakeFeed, FakePool, FakeSavings, FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Adopting and tightening the law, and the bounds no vote can pass.
contract LawTest is Reserve {
    function refuse(LawParams memory l, string memory what) internal {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, what));
        vault.adoptPolicy(DOCUMENT, l);
    }

    // ── who ────────────────────────────────────────────────────────────────────────────────────────────

    function test_ownerAdopts() public {
        LawParams memory l = standardLaw();
        l.limits.lossBurstWad = 1e18;
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, KEEPER));
        vault.adoptPolicy(DOCUMENT, l);
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, GUARDIAN));
        vault.adoptPolicy(DOCUMENT, l);
    }

    function test_theLawListensToItsVaultAlone() public {
        LawParams memory l = standardLaw();
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, OWNER));
        law.adoptPolicy(DOCUMENT, l);
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, address(this)));
        oracle.tightenAsset(address(usd), AssetTightening(0, 0, 10_000, 0, false, true));
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, address(this)));
        book.tightenVenue(0, 0, false);
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, address(this)));
        law.tightenLimits(l.limits);
        vm.expectRevert(abi.encodeWithSelector(NotVault.selector, address(this)));
        oracle.enableAsset(address(usd));
    }

    function test_adoptEmitsAndHashes() public {
        LawParams memory l = standardLaw();
        l.limits.lossBurstWad = 1e18;
        bytes32 expected = keccak256(abi.encode(l.assets, l.venues, l.risks, l.limits, l.regime, l.redemption));
        vm.expectEmit(address(vault));
        emit PolicyAdopted(keccak256("next"), expected);
        vm.prank(OWNER);
        vault.adoptPolicy(keccak256("next"), l);
        assertTrue(law.policyDocumentHash() == keccak256("next"), "document");
        assertTrue(law.policyParametersHash() == expected, "parameters");
    }

    function testFuzz_parametersHashChangesIffAValueChanges(uint256 which, uint16 change) public {
        LawParams memory l = standardLaw();
        bytes32 before = law.policyParametersHash();
        uint256 field = which % 6;
        uint16 by = uint16(bound(change, 0, 40));
        if (field == 0) l.assets[1].slipBps -= by;
        if (field == 1) l.assets[2].haircutBps += by;
        if (field == 2) l.venues[1].maxBps -= by;
        if (field == 3) l.limits.minBackingWad += by;
        if (field == 4) l.redemption.feeBps += by;
        if (field == 5) l.assets[0].heartbeatA += by;
        adopt(l);
        assertTrue((law.policyParametersHash() == before) == (by == 0), "hash");
    }

    // ── bounds ─────────────────────────────────────────────────────────────────────────────────────────

    function test_noAssets() public {
        LawParams memory l = standardLaw();
        usd.burn(address(vault), 1_000_000e6);
        other.burn(address(vault), 1_000_000e18);
        wide.burn(address(vault), 500e8);
        l.assets = new AssetParams[](0);
        l.venues = new VenueParams[](0);
        refuse(l, "count");
    }

    function test_tooManyAssets() public {
        LawParams memory l = standardLaw();
        AssetParams[] memory many = new AssetParams[](17);
        for (uint256 i; i < 17; ++i) {
            many[i] = l.assets[i % 3];
        }
        l.assets = many;
        refuse(l, "count");
    }

    function test_tooManyVenues() public {
        LawParams memory l = standardLaw();
        l.venues = new VenueParams[](17);
        refuse(l, "count");
    }

    function test_duplicateAsset() public {
        LawParams memory l = standardLaw();
        AssetParams[] memory twice = new AssetParams[](4);
        for (uint256 i; i < 4; ++i) {
            twice[i] = l.assets[i % 3];
        }
        l.assets = twice;
        refuse(l, "duplicate");
    }

    function test_decimalsOffBy12() public {
        // Morpho's PAXG market, October 2024: decimals wrong by 1e12, found only when it traded.
        FakeToken six = new FakeToken("SIX", 6);
        LawParams memory l = standardLaw();
        AssetParams[] memory more = new AssetParams[](4);
        for (uint256 i; i < 3; ++i) {
            more[i] = l.assets[i];
        }
        more[3] = assetOf(six, [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)], 0, 0);
        more[3].decimals = 18;
        l.assets = more;
        refuse(l, "decimals");
    }

    function test_decimalsTooMany() public {
        FakeToken fine = new FakeToken("FINE", 28);
        LawParams memory l = standardLaw();
        AssetParams[] memory more = new AssetParams[](4);
        for (uint256 i; i < 3; ++i) {
            more[i] = l.assets[i];
        }
        more[3] = assetOf(fine, [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)], 0, 0);
        l.assets = more;
        refuse(l, "decimals");
    }

    function test_feeds() public {
        LawParams memory l = standardLaw();
        l.assets[1].feedA = address(0);
        refuse(l, "feed");
        l = standardLaw();
        l.assets[1].feedB = l.assets[1].feedA;
        refuse(l, "feed");
        l = standardLaw();
        l.assets[1].heartbeatA = 0;
        refuse(l, "feed");
        l = standardLaw();
        l.assets[1].heartbeatB = 0;
        refuse(l, "feed");
    }

    function test_priceBounds() public {
        LawParams memory l = standardLaw();
        l.assets[1].minPriceWad = 0;
        refuse(l, "bounds");
        l = standardLaw();
        l.assets[1].minPriceWad = l.assets[1].maxPriceWad;
        refuse(l, "bounds");
        l = standardLaw();
        l.assets[1].maxPriceWad = 1e36 + 1;
        refuse(l, "bounds");
    }

    function test_depegBelowPar() public {
        LawParams memory l = standardLaw();
        l.assets[1].depegWad = l.assets[1].parWad;
        refuse(l, "depeg");
        l.assets[1].parWad = 0;
        l.assets[1].depegWad = 1;
        refuse(l, "depeg");
    }

    function test_slip() public {
        LawParams memory l = standardLaw();
        l.assets[1].slipBps = 501;
        refuse(l, "slip");
        l = standardLaw();
        l.assets[1].exitSlipBps = 2_501;
        refuse(l, "slip");
        l.assets[1].exitSlipBps = 2_500;
        l.assets[1].slipBps = 500;
        adopt(l);
    }

    function test_weights() public {
        LawParams memory l = standardLaw();
        l.assets[1].haircutBps = 10_001;
        refuse(l, "weights");
        l = standardLaw();
        l.assets[1].maxBps = 10_001;
        refuse(l, "weights");
        l = standardLaw();
        l.assets[1].targetBps = l.assets[1].maxBps + 1;
        refuse(l, "weights");
        l = standardLaw();
        l.assets[1].maxDeviationBps = 10_001;
        refuse(l, "weights");
        l = standardLaw();
        l.assets[1].targetBps += 1;
        refuse(l, "targets");
    }

    function test_endogenousCountsNothingWhateverIsVoted() public {
        LawParams memory l = standardLaw();
        l.assets[2].endogenous = true;
        refuse(l, "endogenous");
        l.assets[2].haircutBps = 10_000;
        refuse(l, "endogenous");
        l.assets[2].entryAllowed = false;
        adopt(l);
        (uint256 low,) = book.totalValue();
        assertEq(low, 2_000_000e18, "500 at 2000 count nothing");
        assertEq(book.valueFloor(), 2_000_000e18, "nor here");
        router.setPayOut(1e8);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(EntryForbidden.selector, address(wide)));
        vault.swap(address(usd), address(wide), 500, 2_000e6, 0, false);
    }

    function test_baseMustBeEnterable() public {
        LawParams memory l = standardLaw();
        l.assets[0].entryAllowed = false;
        refuse(l, "base");
        l.assets[0].endogenous = true;
        l.assets[0].haircutBps = 10_000;
        refuse(l, "base");
    }

    function test_redemptionTerms() public {
        LawParams memory l = standardLaw();
        l.redemption.feeBps = 1_001;
        refuse(l, "redemption");
        l = standardLaw();
        l.redemption.delaySeconds = 30 days + 1;
        refuse(l, "redemption");
        l = standardLaw();
        l.redemption.payoutAsset = STRANGER;
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, STRANGER));
        vault.adoptPolicy(DOCUMENT, l);
        l = standardLaw();
        (l.assets[2].endogenous, l.assets[2].haircutBps, l.assets[2].entryAllowed) = (true, 10_000, false);
        l.redemption.payoutAsset = address(wide);
        refuse(l, "redemption");
    }

    function test_venues() public {
        LawParams memory l = standardLaw();
        l.venues[0].kind = 3;
        refuse(l, "venue");
        l = standardLaw();
        l.venues[0].asset = STRANGER;
        refuse(l, "venue");
        l = standardLaw();
        l.venues[0].receipt = address(receipt);
        refuse(l, "venue");
        l = standardLaw();
        l.venues[0].asset = address(other);
        refuse(l, "venue");
        l = standardLaw();
        l.venues[1].asset = address(other);
        refuse(l, "venue");
        l = standardLaw();
        l.venues[1].target = address(savings);
        refuse(l, "venue");
        l = standardLaw();
        l.venues[1].maxBps = 10_001;
        refuse(l, "venue");
        l = standardLaw();
        l.venues[1] = l.venues[0];
        refuse(l, "venue");
    }

    function test_aReceiptIsNotAnAssetToo() public {
        LawParams memory l = standardLaw();
        AssetParams[] memory more = new AssetParams[](4);
        for (uint256 i; i < 3; ++i) {
            more[i] = l.assets[i];
        }
        more[3] = assetOf(FakeToken(address(savings)), [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)], 0, 0);
        l.assets = more;
        refuse(l, "venue");
    }

    // ── nothing left behind ────────────────────────────────────────────────────────────────────────────

    function test_aVenueWithTokensCannotBeDropped() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100e6);
        LawParams memory l = standardLaw();
        VenueParams[] memory one = new VenueParams[](1);
        one[0] = l.venues[1];
        l.venues = one;
        uint256 shares = savings.balanceOf(address(vault));
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(VenueStillHolds.selector, 0, shares));
        vault.adoptPolicy(DOCUMENT, l);
        // The owner's batch: everything out, whatever was sent in meanwhile, then the vote.
        vm.prank(OWNER);
        vault.withdraw(0, type(uint256).max);
        adopt(l);
        assertEq(usd.balanceOf(address(vault)), 1_000_000e6, "all home");
    }

    function test_aVenueWithTokensCannotChangeItsTarget() public {
        vm.prank(KEEPER);
        vault.deposit(1, 100e6);
        LawParams memory l = standardLaw();
        FakePool next = new FakePool();
        FakeAToken nextReceipt = new FakeAToken(address(next), address(usd));
        l.venues[1].target = address(next);
        l.venues[1].receipt = address(nextReceipt);
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(VenueStillHolds.selector, 1, 100e6));
        vault.adoptPolicy(DOCUMENT, l);
    }

    function test_venuesMayBeReordered() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100e6);
        LawParams memory l = standardLaw();
        (l.venues[0], l.venues[1]) = (l.venues[1], l.venues[0]);
        adopt(l);
        assertEq(book.deployed(1), 100e6, "still reachable");
    }

    function test_anAssetHeldCannotBeDropped() public {
        LawParams memory l = dropWide();
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(AssetStillHeld.selector, address(wide), 500e8));
        vault.adoptPolicy(DOCUMENT, l);
        wide.burn(address(vault), 500e8);
        adopt(l);
    }

    function test_dustCannotBlockAVote() public {
        wide.burn(address(vault), 500e8);
        wide.mint(address(vault), 1e5);
        adopt(dropWide());
    }

    function test_anAssetOwedCannotBeDropped() public {
        adoptTerms(RedemptionParams(address(other), 0, 0, 0, true));
        issue(HOLDER, 1_000);
        request(HOLDER, 100);
        other.burn(address(vault), 1_000_000e18);
        LawParams memory l = standardLaw();
        AssetParams[] memory two = new AssetParams[](2);
        (two[0], two[1]) = (l.assets[0], l.assets[2]);
        l.assets = two;
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(ClaimsPending.selector, address(other), 100e18));
        vault.adoptPolicy(DOCUMENT, l);
    }

    function dropWide() internal view returns (LawParams memory l) {
        l = standardLaw();
        AssetParams[] memory two = new AssetParams[](2);
        (two[0], two[1]) = (l.assets[0], l.assets[1]);
        l.assets = two;
    }

    function test_aVenueThatFailedBlocksNoVote() public {
        vm.prank(KEEPER);
        vault.deposit(0, 100e6);
        vm.etch(address(savings), hex"fd");
        LawParams memory l = standardLaw();
        l.venues[0].entryAllowed = false;
        adopt(l);
        VenueParams[] memory one = new VenueParams[](1);
        one[0] = l.venues[1];
        l.venues = one;
        vm.prank(OWNER);
        vm.expectRevert();
        vault.adoptPolicy(DOCUMENT, l);
    }

    function test_aTokenThatFailedBlocksNoVoteAndNoTrade() public {
        LawParams memory l = standardLaw();
        (l.assets[0].targetBps, l.assets[1].targetBps) = (1_000, 6_000);
        vm.etch(address(wide), hex"fd");
        l.assets[2].entryAllowed = false;
        adopt(l);
        assertEq(book.valueFloor(), 2_000_000e18, "counts as nothing");
        keeperSwap(usd, other, 1_000e6, 1_000e18);
    }

    function test_decimalsNeverChange() public {
        LawParams memory l = standardLaw();
        l.assets[2].decimals = 9;
        refuse(l, "decimals");
    }

    // ── listing ────────────────────────────────────────────────────────────────────────────────────────

    function test_aReplacementFeedStandsItsShadowPeriod() public {
        LawParams memory l = standardLaw();
        FakeFeed next = new FakeFeed(8, 1e8);
        l.assets[1].feedB = address(next);
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(ShadowTooShort.selector, address(next), 0));
        vault.adoptPolicy(DOCUMENT, l);
        for (uint256 i; i < 3; ++i) {
            oracle.shadow(address(other), address(next));
            if (i < 2) pass(12 hours);
            next.set(1e8);
        }
        adopt(l);
        assertTrue(oracle.assetParams(address(other)).feedB == address(next), "replaced");
    }

    function test_aShadowThatDisagreedOrWasNotSeenBeginsAnew() public {
        LawParams memory l = standardLaw();
        FakeFeed next = new FakeFeed(8, 1e8);
        l.assets[1].feedB = address(next);
        oracle.shadow(address(other), address(next));
        pass(12 hours);
        next.set(1.02e8);
        oracle.shadow(address(other), address(next));
        pass(12 hours);
        next.set(1e8);
        oracle.shadow(address(other), address(next));
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(ShadowTooShort.selector, address(next), START + 24 hours));
        vault.adoptPolicy(DOCUMENT, l);
        pass(12 hours + 1);
        next.set(1e8);
        oracle.shadow(address(other), address(next));
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(ShadowTooShort.selector, address(next), block.timestamp));
        vault.adoptPolicy(DOCUMENT, l);
    }

    function test_aDeadFeedDoesNotBlockATightening() public {
        otherFeeds[0].setDead(true);
        LawParams memory l = standardLaw();
        l.assets[1].slipBps = 10;
        adopt(l);
    }

    function test_adoptionDoesNotEnableWhatTheGuardianDisabled() public {
        disable(other);
        adopt(standardLaw());
        assertTrue(oracle.assetParams(address(other)).disabled, "stays off");
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(NotOwner.selector, GUARDIAN));
        vault.enableAsset(address(other));
        vm.expectEmit(address(vault));
        emit AssetEnabled(address(other));
        vm.prank(OWNER);
        vault.enableAsset(address(other));
        assertTrue(!oracle.assetParams(address(other)).disabled, "on by name");
    }

    // ── guardian ───────────────────────────────────────────────────────────────────────────────────────

    function loosen(bytes memory call, string memory what) internal {
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, what));
        // For a low-level call, success means that it reverted as expected.
        (bool isRefused,) = address(vault).call(call);
        assertTrue(isRefused, what);
    }

    function asset(uint16 slip, uint16 exitSlip, uint16 haircut, uint16 most, bool entry, bool off)
        internal
        view
        returns (bytes memory)
    {
        return abi.encodeCall(
            vault.tightenAsset, (address(other), AssetTightening(slip, exitSlip, haircut, most, entry, off))
        );
    }

    function test_guardianCannotLoosenAnAsset() public {
        loosen(asset(51, 1_000, 500, 6_000, true, false), "slip");
        loosen(asset(50, 1_001, 500, 6_000, true, false), "slip");
        loosen(asset(50, 1_000, 499, 6_000, true, false), "haircut");
        loosen(asset(50, 1_000, 10_001, 6_000, true, false), "haircut");
        loosen(asset(50, 1_000, 500, 6_001, true, false), "max");
        vm.prank(GUARDIAN);
        vm.expectEmit(address(vault));
        emit AssetTightened(address(other));
        vault.tightenAsset(address(other), AssetTightening(50, 1_000, 500, 6_000, false, true));
        loosen(asset(50, 1_000, 500, 6_000, true, true), "entry");
        loosen(asset(50, 1_000, 500, 6_000, false, false), "disabled");
    }

    function test_tighteningTheMaximumBringsTheTargetDown() public {
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(other), AssetTightening(50, 1_000, 500, 1_000, true, false));
        assertEq(oracle.assetParams(address(other)).targetBps, 1_000, "target");
    }

    function test_tightenUnknown() public {
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, STRANGER));
        vault.tightenAsset(STRANGER, AssetTightening(0, 0, 0, 0, false, true));
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(UnknownVenue.selector, 2));
        vault.tightenVenue(2, 0, false);
    }

    function test_guardianTightensAVenue() public {
        loosen(abi.encodeCall(vault.tightenVenue, (0, 2_001, true)), "max");
        vm.prank(GUARDIAN);
        vm.expectEmit(address(vault));
        emit VenueTightened(0);
        vault.tightenVenue(0, 1_000, false);
        loosen(abi.encodeCall(vault.tightenVenue, (0, 1_000, true)), "entry");
        assertEq(book.venue(0).maxBps, 1_000, "cap");
    }

    function test_guardianCannotLoosenALimit() public {
        LimitParams memory l = standardLaw().limits;
        l.lossBurstWad += 1;
        loosen(abi.encodeCall(vault.tightenLimits, (l)), "loss");
        l = standardLaw().limits;
        l.lossRefillPerDayWad += 1;
        loosen(abi.encodeCall(vault.tightenLimits, (l)), "loss");
        l = standardLaw().limits;
        l.turnoverBurstWad += 1;
        loosen(abi.encodeCall(vault.tightenLimits, (l)), "turnover");
        l = standardLaw().limits;
        l.turnoverRefillPerDayWad += 1;
        loosen(abi.encodeCall(vault.tightenLimits, (l)), "turnover");
        l = standardLaw().limits;
        l.minBackingWad -= 1;
        loosen(abi.encodeCall(vault.tightenLimits, (l)), "backing");
        l = standardLaw().limits;
        l.maxVaultValueWad += 1;
        loosen(abi.encodeCall(vault.tightenLimits, (l)), "value");
        l = standardLaw().limits;
        l.mintCapPerDayWad += 1;
        loosen(abi.encodeCall(vault.tightenLimits, (l)), "mint");
        l = standardLaw().limits;
        l.lossBurstWad = 0;
        vm.prank(GUARDIAN);
        vm.expectEmit(address(vault));
        emit LimitsTightened();
        vault.tightenLimits(l);
        assertEq(law.limits().lossBurstWad, 0, "tightened");
    }

    function test_strangersTightenNothing() public {
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotGuardian.selector, KEEPER));
        vault.tightenAsset(address(other), AssetTightening(0, 0, 10_000, 0, false, true));
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotGuardian.selector, KEEPER));
        vault.tightenVenue(0, 0, false);
        LimitParams memory l = standardLaw().limits;
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(NotGuardian.selector, KEEPER));
        vault.tightenLimits(l);
    }

    /// Whatever the guardian is let through with, every limit is as tight or tighter, and no token moved.
    function testFuzz_guardianOnlyTightens(
        uint16 slip,
        uint16 exitSlip,
        uint16 haircut,
        uint16 most,
        bool entry,
        bool off
    ) public {
        AssetParams memory before = oracle.assetParams(address(other));
        AssetTightening memory t =
            AssetTightening(slip % 100, exitSlip % 2_000, haircut % 11_000, most % 12_000, entry, off);
        vm.prank(GUARDIAN);
        try vault.tightenAsset(address(other), t) {
            AssetParams memory p = oracle.assetParams(address(other));
            assertLe(p.slipBps, before.slipBps, "slip");
            assertLe(p.exitSlipBps, before.exitSlipBps, "exit slip");
            assertLe(before.haircutBps, p.haircutBps, "haircut");
            assertLe(p.maxBps, before.maxBps, "max");
            assertLe(p.targetBps, p.maxBps, "target");
            assertTrue(!p.entryAllowed || before.entryAllowed, "entry");
            assertTrue(p.disabled || !before.disabled, "disabled");
        } catch {}
        assertEq(other.balanceOf(address(vault)), 1_000_000e18, "no token moved");
    }

    // ── budgets across a change of law ─────────────────────────────────────────────────────────────────

    function test_aNewRateDoesNotReachIntoThePast() public {
        aim(1_000, 6_000, 3_000);
        keeperSwap(usd, other, 500_000e6, 498_000e18);
        pass(6 hours);
        assertEq(vault.state().turnoverUsedWad, 250_000e18, "drained at the old rate");
        LawParams memory l = standardLaw();
        l.limits.turnoverRefillPerDayWad = 100_000_000e18;
        adopt(l);
        assertEq(vault.state().turnoverUsedWad, 250_000e18, "the new rate starts now");
    }

    // ── targets ────────────────────────────────────────────────────────────────────────────────────────

    function test_effectiveTargets() public {
        assertEq(oracle.look(address(usd)).effectiveTargetBps, 4_000, "base");
        disable(other);
        assertEq(oracle.look(address(other)).effectiveTargetBps, 0, "disabled");
        assertEq(oracle.look(address(usd)).effectiveTargetBps, 7_000, "moved to the base");
        assertEq(oracle.look(address(wide)).effectiveTargetBps, 3_000, "untouched");
        disable(usd);
        assertEq(oracle.look(address(usd)).effectiveTargetBps, 7_000, "nothing is safer than the base");
        vm.expectRevert(abi.encodeWithSelector(UnknownAsset.selector, STRANGER));
        oracle.look(STRANGER);
    }
}
