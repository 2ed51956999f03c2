// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FakeFeed, FakeSavings, FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice What stands exactly at a bound is allowed, and one more is not.
contract EdgesTest is Reserve {
    function refuse(LawParams memory l, string memory what) internal {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, what));
        vault.adoptPolicy(DOCUMENT, l);
    }

    /// @dev The standard law with `count` assets, venues of the base asset and counterparties.
    function crowd(uint256 count) private returns (LawParams memory l) {
        l = standardLaw();
        AssetParams[] memory assets = new AssetParams[](count);
        for (uint256 i; i < count; ++i) {
            if (i < 3) assets[i] = l.assets[i];
            else assets[i] = assetOf(new FakeToken("MORE", 6), [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)], 0, 0);
        }
        (l.assets, l.venues, l.risks) = (assets, crowdOfVenues(count), crowdOfRisks(count));
    }

    function crowdOfVenues(uint256 count) private returns (VenueParams[] memory list) {
        list = new VenueParams[](count);
        for (uint256 i; i < count; ++i) {
            address target = address(new FakeSavings(usd));
            list[i] = VenueParams(1, target, address(usd), target, 2_000, 0, 0, 0, true);
        }
    }

    function crowdOfRisks(uint256 count) private pure returns (RiskCap[] memory list) {
        list = new RiskCap[](count);
        for (uint256 i; i < count; ++i) {
            list[i] = RiskCap(bytes32(i), type(uint128).max, 10_000);
        }
    }

    function test_sixteenOfEach() public {
        LawParams memory l = crowd(16);
        (l.assets[1].risks, l.venues[0].risks) = (0xffff, 0xffff);
        adopt(l);
        assertEq(oracle.list().length, 16, "assets");
        assertEq(book.venues().length, 16, "venues");
        assertEq(book.risks().length, 16, "counterparties");
        l = crowd(16);
        l.venues = crowdOfVenues(17);
        refuse(l, "count");
        l = crowd(16);
        l.risks = crowdOfRisks(17);
        refuse(l, "count");
        l.risks = crowdOfRisks(15);
        l.assets[1].risks = 0x8000;
        refuse(l, "risk");
        (l.assets[1].risks, l.venues[0].risks) = (0x4000, 0x8000);
        refuse(l, "venue");
        l.venues[0].risks = 0x4000;
        adopt(l);
    }

    function test_everyParameterAtItsBound() public {
        LawParams memory l = standardLaw();
        AssetParams memory a = l.assets[1];
        (a.slipBps, a.exitSlipBps, a.haircutBps, a.maxDeviationBps) = (500, 2_500, 10_000, 10_000);
        (a.maxBps, a.targetBps, a.maturity, a.maxPriceWad) = (10_000, 10_000, 3, 1e36);
        (l.assets[0].targetBps, l.assets[2].targetBps) = (0, 0);
        (l.venues[0].maxBps, l.venues[0].maturity) = (10_000, 3);
        l.risks = crowdOfRisks(1);
        (l.redemption.feeBps, l.redemption.delaySeconds) = (1_000, 30 days);
        adopt(l);
        l.assets[1].maturity = 4;
        refuse(l, "risk");
        l.assets[1].maturity = 3;
        l.venues[0].maturity = 4;
        refuse(l, "venue");
        l.venues[0].maturity = 3;
        l.risks[0].capBps = 10_001;
        refuse(l, "risk");
    }

    function test_aTokenOf27Decimals() public {
        LawParams memory l = standardLaw();
        AssetParams[] memory more = new AssetParams[](4);
        (more[0], more[1], more[2]) = (l.assets[0], l.assets[1], l.assets[2]);
        more[3] = assetOf(new FakeToken("FINE", 27), [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)], 0, 0);
        l.assets = more;
        adopt(l);
        assertEq(oracle.list().length, 4, "listed");
    }

    // ── feeds ──────────────────────────────────────────────────────────────────────────────────────────

    function test_theWidestAnswerIsReadAndOutOfBounds() public {
        int256 widest = type(int192).max;
        otherFeeds[0].set(widest);
        vm.expectRevert(
            abi.encodeWithSelector(PriceOutOfBounds.selector, address(otherFeeds[0]), uint256(widest) * 1e10)
        );
        oracle.quote(address(other));
    }

    function test_theSequencerIsUpFromTheLastSecondOfItsGrace() public {
        FakeFeed sequencer = new FakeFeed(0, 0);
        sequencer.setAt(0, START - 1 hours);
        LawParams memory l = standardLaw();
        l.regime.sequencerFeed = address(sequencer);
        adopt(l);
        oracle.quote(address(other));
        // Down for longer than the grace is down.
        sequencer.setAt(1, START - 1 days);
        vm.expectRevert(SequencerDown.selector);
        oracle.quote(address(other));
        // A feed that never began says nothing.
        sequencer.setAt(0, 0);
        vm.expectRevert(SequencerDown.selector);
        oracle.quote(address(other));
        sequencer.setDead(true);
        vm.expectRevert(SequencerDown.selector);
        oracle.quote(address(other));
    }
}
