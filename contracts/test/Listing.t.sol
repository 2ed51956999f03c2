// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeFeed, FakeSavings, FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice What an asset, a feed or a venue must show before a law may list it, and what may be left behind.
contract ListingTest is Reserve {
    function refuse(LawParams memory l, string memory what) internal {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, what));
        vault.adoptPolicy(DOCUMENT, l);
    }

    function refuseFeed(LawParams memory l, FakeFeed feed, uint256 since) internal {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(ShadowTooShort.selector, address(feed), since));
        vault.adoptPolicy(DOCUMENT, l);
    }

    /// @dev The standard law with one asset more.
    function withAlso(FakeToken token, FakeFeed[2] memory feeds) private view returns (LawParams memory l) {
        l = standardLaw();
        AssetParams[] memory more = new AssetParams[](4);
        (more[0], more[1], more[2]) = (l.assets[0], l.assets[1], l.assets[2]);
        more[3] = assetOf(token, feeds, 0, 0);
        l.assets = more;
    }

    function test_aNewAssetMustHaveAPrice() public {
        FakeFeed[2] memory feeds = [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)];
        LawParams memory l = withAlso(new FakeToken("NEW", 6), feeds);
        feeds[1].setAt(1e8, block.timestamp - 1 hours - 1);
        vm.prank(OWNER);
        vm.expectPartialRevert(StaleFeed.selector);
        vault.adoptPolicy(DOCUMENT, l);
    }

    function test_theBaseIsNotEndogenous() public {
        LawParams memory l = standardLaw();
        l.assets[0].endogenous = true;
        refuse(l, "base");
    }

    function test_anEndogenousAssetCountsNothingAndIsClosed() public {
        LawParams memory l = standardLaw();
        (l.assets[2].endogenous, l.assets[2].entryAllowed) = (true, false);
        l.assets[2].haircutBps = 9_999;
        refuse(l, "endogenous");
        (l.assets[2].haircutBps, l.assets[2].entryAllowed) = (10_000, true);
        refuse(l, "endogenous");
    }

    function test_anAssetSwitchedOffMovesItsNextTargetToo() public {
        disable(other);
        LawParams memory l = standardLaw();
        (l.assets[0].targetBps, l.assets[1].targetBps) = (5_000, 2_000);
        adopt(l);
        assertEq(oracle.look(address(usd)).effectiveTargetBps, 7_000, "base");
        assertEq(oracle.look(address(other)).effectiveTargetBps, 0, "off");
    }

    function test_nothingOfAnAssetOfTwoDecimalsIsDust() public {
        FakeToken coarse = new FakeToken("COARSE", 2);
        adopt(withAlso(coarse, [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)]));
        coarse.mint(address(vault), 1);
        LawParams memory l = standardLaw();
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(AssetStillHeld.selector, address(coarse), 1));
        vault.adoptPolicy(DOCUMENT, l);
    }

    function test_aThousandthIsDustAndMoreIsNot() public {
        FakeToken coarse = new FakeToken("COARSE", 3);
        adopt(withAlso(coarse, [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)]));
        coarse.mint(address(vault), 2);
        LawParams memory l = standardLaw();
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(AssetStillHeld.selector, address(coarse), 2));
        vault.adoptPolicy(DOCUMENT, l);
        coarse.burn(address(vault), 1);
        adopt(l);
    }

    // ── replacing a feed ───────────────────────────────────────────────────────────────────────────────

    function test_neitherFeedIsReplacedUnseen() public {
        FakeFeed next = new FakeFeed(8, 1e8);
        LawParams memory l = standardLaw();
        l.assets[1].feedA = address(next);
        refuseFeed(l, next, 0);
        l = standardLaw();
        l.assets[1].feedB = address(next);
        refuseFeed(l, next, 0);
    }

    function test_feedsMayChangePlacesAndTheSecondMayGo() public {
        LawParams memory l = standardLaw();
        (l.assets[1].feedA, l.assets[1].feedB) = (l.assets[1].feedB, l.assets[1].feedA);
        adopt(l);
        l.assets[1].feedB = address(0);
        adopt(l);
        (uint256 low, uint256 high) = oracle.quote(address(other));
        assertEq(low, high, "one feed");
    }

    function test_aFeedThatOnlyEverDisagreedIsNotSeen() public {
        FakeFeed next = new FakeFeed(8, 1.02e8);
        oracle.shadow(address(other), address(next));
        next.set(1e8);
        LawParams memory l = standardLaw();
        l.assets[1].feedB = address(next);
        refuseFeed(l, next, 0);
    }

    function test_aShadowIsForgottenAfterItsPeriod() public {
        FakeFeed next = new FakeFeed(8, 1e8);
        LawParams memory l = standardLaw();
        l.assets[1].feedB = address(next);
        for (uint256 i; i < 3; ++i) {
            next.set(1e8);
            oracle.shadow(address(other), address(next));
            if (i < 2) pass(12 hours);
        }
        pass(1 days + 1);
        next.set(1e8);
        refuseFeed(l, next, START);
        vm.warp(block.timestamp - 1);
        pass(0);
        next.set(1e8);
        adopt(l);
    }

    // ── venues ─────────────────────────────────────────────────────────────────────────────────────────

    function test_aVenueIsOfAListedAsset() public {
        LawParams memory l = standardLaw();
        FakeToken unlisted = new FakeToken("UNLISTED", 6);
        l.venues[0].target = address(new FakeSavings(unlisted));
        (l.venues[0].asset, l.venues[0].receipt) = (address(unlisted), l.venues[0].target);
        refuse(l, "venue");
    }

    function test_theReceiptOfASavingsVaultIsItself() public {
        LawParams memory l = standardLaw();
        l.venues[0].receipt = address(new FakeToken("SHARE", 6));
        refuse(l, "venue");
    }

    function test_onlyTheCashOfAVenueIsLiquidAtOnce() public {
        vm.startPrank(KEEPER);
        vault.deposit(1, 100_000e6);
        vm.stopPrank();
        usd.mint(address(receipt), 1_000e6);
        (Totals memory sum,) = book.totals();
        // 900,000 idle and 1,000 where Aave keeps its cash, the two others, all less a haircut of a twentieth.
        assertEq(sum.liquidWad[0], 2_755_950e18, "at once");
        assertEq(sum.liquidWad[1], 2_850_000e18, "within a day");
    }
}
