// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Reserve} from "./util/Reserve.sol";

/// @notice Each limit of the law at its edge: what reaches it passes, one unit more does not.
contract BoundsTest is Reserve {
    function attempt(bytes memory call, bytes4 refusal) private {
        vm.expectPartialRevert(refusal);
        (bool isRefused,) = address(vault).call(call);
        assertTrue(isRefused, "refused");
    }

    function swapOf(address tokenIn, address tokenOut, uint256 amount) private view returns (bytes memory) {
        return abi.encodeCall(vault.swap, (tokenIn, tokenOut, 500, amount, 0, false));
    }

    // ── narrowing ──────────────────────────────────────────────────────────────────────────────────────

    function test_theSameLimitsAreNoLoosening() public {
        LawParams memory l = standardLaw();
        (l.limits.minCoverageWad, l.limits.minLiquidBps) = (1e18, [uint16(1), 2, 3]);
        adopt(l);
        vm.startPrank(GUARDIAN);
        vault.tightenLimits(l.limits);
        vault.tightenVenue(0, 2_000, true);
        vault.tightenAsset(address(other), AssetTightening(50, 1_000, 500, 6_000, true, false));
        vault.tightenVenue(0, 2_000, false);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "entry"));
        vault.tightenVenue(0, 2_000, true);
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "max"));
        vault.tightenVenue(0, 2_001, false);
        vault.tightenVenue(0, 2_000, false);
    }

    function test_aProofIsAskedForSoonerNeverLater() public {
        LimitParams memory l = standardLaw().limits;
        vm.startPrank(GUARDIAN);
        l.maxProofAgeSeconds = 2 days;
        vault.tightenLimits(l);
        vault.tightenLimits(l);
        l.maxProofAgeSeconds = 2 days + 1;
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "proof"));
        vault.tightenLimits(l);
        l.maxProofAgeSeconds = 0;
        vm.expectRevert(abi.encodeWithSelector(Loosening.selector, "proof"));
        vault.tightenLimits(l);
        l.maxProofAgeSeconds = 1;
        vault.tightenLimits(l);
    }

    // ── trades ─────────────────────────────────────────────────────────────────────────────────────────

    function test_boughtUpToTheTargetAndTheCap() public {
        aim(1_000, 6_000, 3_000);
        keeperSwap(usd, other, 800_000e6, 800_000e18);
        assertEq(other.balanceOf(address(vault)), 1_800_000e18, "six tenths of three million");
        router.setPayOut(1e18);
        vm.prank(KEEPER);
        attempt(swapOf(address(usd), address(other), 1e6), WeightCapExceeded.selector);
    }

    function test_boughtUpToTheTargetBelowTheCap() public {
        aim(2_000, 5_000, 3_000);
        keeperSwap(usd, other, 500_000e6, 500_000e18);
        router.setPayOut(1e18);
        vm.prank(KEEPER);
        attempt(swapOf(address(usd), address(other), 1e6), PastTarget.selector);
    }

    function test_soldDownToTheTarget() public {
        keeperSwap(other, usd, 100_000e18, 100_000e6);
        router.setPayOut(1e6);
        vm.prank(KEEPER);
        attempt(swapOf(address(other), address(usd), 1e18), PastTarget.selector);
    }

    function test_soldToTheLastIdleToken() public {
        disable(other);
        router.setPayOut(1_000_000e6);
        vm.startPrank(KEEPER);
        attempt(
            abi.encodeCall(vault.swap, (address(other), address(usd), 500, 1_000_000e18 + 1, 0, true)),
            InsufficientIdle.selector
        );
        vault.swap(address(other), address(usd), 500, 1_000_000e18, 0, true);
        assertEq(other.balanceOf(address(vault)), 0, "all of it");
    }

    function test_feedsAgreeToTheLastUnit() public {
        aim(1_000, 6_000, 3_000);
        setPrices(otherFeeds, 1e8, 1.01e8);
        keeperSwap(usd, other, 1_000e6, 1_000e18);
        setPrices(otherFeeds, 1e8, 1.01e8 + 1);
        vm.prank(KEEPER);
        attempt(swapOf(address(usd), address(other), 1_000e6), FeedsDisagree.selector);
    }

    /// @dev 1,600 dollars into wide, which has a haircut of a tenth and is cash within a day.
    function buyWide(uint256 claims, uint128 coverage, uint16 liquidBps) private returns (bytes memory) {
        LawParams memory l = standardLaw();
        (l.assets[0].targetBps, l.assets[1].targetBps, l.assets[2].targetBps) = (3_000, 3_000, 4_000);
        (l.assets[2].haircutBps, l.assets[2].maturity) = (1_000, 1);
        adopt(l);
        issue(HOLDER, claims);
        (l.limits.minCoverageWad, l.limits.minLiquidBps[0]) = (coverage, liquidBps);
        adopt(l);
        router.setPayOut(0.8e8);
        return swapOf(address(usd), address(wide), 1_600e6);
    }

    function test_coveredToTheLastDollar() public {
        // 2,800,000 after haircuts, 950 for what came in, less a twentieth of what is bought, for claims of 1,000.
        uint256 snapshot = vm.snapshotState();
        bytes memory call = buyWide(1_000, 2_800.87e18, 0);
        vm.prank(KEEPER);
        (bool ok,) = address(vault).call(call);
        assertTrue(ok, "just covered");
        vm.revertToState(snapshot);
        call = buyWide(1_000, 2_800.87e18 + 1, 0);
        vm.prank(KEEPER);
        attempt(call, CoverageTooLow.selector);
    }

    function test_liquidToTheLastDollar() public {
        // 0.95 × (1,398,400 + 1,000,000) = 2,278,480 in cash for claims of 400,000.
        uint256 snapshot = vm.snapshotState();
        bytes memory call = buyWide(400_000, 0, 56_962);
        vm.prank(KEEPER);
        (bool ok,) = address(vault).call(call);
        assertTrue(ok, "just liquid");
        vm.revertToState(snapshot);
        call = buyWide(400_000, 0, 56_963);
        vm.prank(KEEPER);
        attempt(call, IlliquidReserve.selector);
    }

    // ── venues and counterparties ──────────────────────────────────────────────────────────────────────

    function test_depositedUpToTheVenuesShare() public {
        vm.startPrank(KEEPER);
        vault.deposit(0, 600_000e6);
        attempt(abi.encodeCall(vault.deposit, (0, 1)), VenueCapExceeded.selector);
    }

    function test_aCounterpartyUpToTheLesserOfItsCaps() public {
        LawParams memory l = standardLaw();
        l.risks = new RiskCap[](2);
        l.risks[0] = RiskCap("amount", 500_000e18, 10_000);
        l.risks[1] = RiskCap("share", type(uint128).max, 1_000);
        (l.venues[0].risks, l.venues[1].risks) = (1, 2);
        adopt(l);
        vm.startPrank(KEEPER);
        vault.deposit(0, 500_000e6);
        attempt(abi.encodeCall(vault.deposit, (0, 1)), RiskCapExceeded.selector);
        vault.deposit(1, 300_000e6);
        attempt(abi.encodeCall(vault.deposit, (1, 1)), RiskCapExceeded.selector);
        assertEq(book.exposure(0), 500_000e18, "by amount");
        assertEq(book.exposure(1), 300_000e18, "by share");
    }

    // ── intake ─────────────────────────────────────────────────────────────────────────────────────────

    function bring(uint256 dollars, bytes4 refusal) private {
        usd.mint(HOLDER, dollars * 1e6);
        vm.startPrank(HOLDER);
        usd.approve(address(vault), dollars * 1e6);
        attempt(abi.encodeCall(vault.mint, (address(usd), dollars * 1e6, 0)), refusal);
        vm.stopPrank();
    }

    function test_filledUpToItsGreatestValue() public {
        LawParams memory l = standardLaw();
        l.limits.maxVaultValueWad = 3_000_100e18;
        adopt(l);
        issue(HOLDER, 100);
        bring(1, VaultValueCapExceeded.selector);
    }

    function test_issuedDownToTheLeastBacking() public {
        LawParams memory l = standardLaw();
        l.limits.minBackingWad = 30_001e18;
        adopt(l);
        issue(HOLDER, 100);
        bring(1, BackingTooLow.selector);
    }
}
