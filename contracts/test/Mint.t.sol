// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {FakeToken} from "./util/Fakes.sol";
import {Reserve} from "./util/Reserve.sol";

/// @notice Intake: at min(oracle, par), within caps, never thinning the backing.
contract MintTest is Reserve {
    function bring(FakeToken token, uint256 amount, uint256 least) internal returns (uint256) {
        token.mint(HOLDER, amount);
        vm.startPrank(HOLDER);
        token.approve(address(vault), amount);
        uint256 issued = vault.mint(address(token), amount, least);
        vm.stopPrank();
        return issued;
    }

    function refuse(FakeToken token, uint256 amount, bytes memory reason) internal {
        token.mint(HOLDER, amount);
        vm.prank(HOLDER);
        token.approve(address(vault), amount);
        vm.prank(HOLDER);
        if (reason.length == 4) vm.expectPartialRevert(bytes4(reason));
        else vm.expectRevert(reason);
        vault.mint(address(token), amount, 0);
    }

    function test_atPar() public {
        usd.mint(HOLDER, 100e6);
        vm.startPrank(HOLDER);
        usd.approve(address(vault), 100e6);
        vm.expectEmit(address(vault));
        emit Minted(HOLDER, address(usd), 100e6, 100e18);
        vault.mint(address(usd), 100e6, 100e18);
        vm.stopPrank();
        assertEq(claimToken.balanceOf(HOLDER), 100e18, "issued");
    }

    function test_atTheLowerFeedBelowPar() public {
        setPrices(usdFeeds, 0.98e8, 0.985e8);
        assertEq(bring(usd, 100e6, 0), 98e18, "lower feed");
    }

    function test_neverAbovePar() public {
        setPrices(usdFeeds, 1.02e8, 1.02e8);
        assertEq(bring(usd, 100e6, 0), 100e18, "payout asset at par");
        setPrices(usdFeeds, 1e8, 1e8);
        setPrices(otherFeeds, 1.02e8, 1.02e8);
        assertEq(bring(other, 100e18, 0), 100e18, "pegged asset at par");
    }

    function test_anUnpeggedAssetAtItsLowerFeed() public {
        setPrices(wideFeeds, 1_990e8, 2_000e8);
        assertEq(bring(wide, 1e8, 0), 1_990e18, "lower feed");
    }

    function test_claimsOnAnAssetAboveParCostItsPrice() public {
        // A claim pays one USD token; when that trades at 1.02, a dollar of OTHER buys less than one claim.
        setPrices(usdFeeds, 1.01e8, 1.02e8);
        assertEq(bring(other, 102e18, 0), 100e18, "102 dollars for 100 claims of 1.02");
    }

    function test_noRoundTripProfit() public {
        adoptTerms(RedemptionParams(address(usd), 0, 0, 0, true));
        setPrices(usdFeeds, 1.02e8, 1.02e8);
        uint256 issued = bring(other, 1_000e18, 0);
        vm.prank(HOLDER);
        vault.requestRedemption(issued);
        vault.payRedemptions(1);
        assertLe(usd.balanceOf(HOLDER) * 102 / 100, 1_000e6, "no gain from the premium of the payout asset");
    }

    function test_refusals() public {
        refuse(usd, 0, abi.encodeWithSelector(ZeroAmount.selector));
        vm.prank(KEEPER);
        vault.setMintPaused(true);
        refuse(usd, 1e6, abi.encodeWithSelector(MintIsPaused.selector));
        vm.prank(KEEPER);
        vault.setMintPaused(false);
        vm.prank(GUARDIAN);
        vault.setMode(Mode.ExitOnly);
        refuse(usd, 1e6, abi.encodeWithSelector(WrongMode.selector, Mode.ExitOnly));
    }

    function test_unknownAsset() public {
        FakeToken token = new FakeToken("X", 18);
        refuse(token, 1e18, abi.encodeWithSelector(UnknownAsset.selector, address(token)));
    }

    function test_closedAssets() public {
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(other), AssetTightening(50, 1_000, 500, 6_000, false, false));
        refuse(other, 1e18, abi.encodeWithSelector(EntryForbidden.selector, address(other)));
        setPrices(usdFeeds, 0.94e8, 0.94e8);
        refuse(usd, 1e6, abi.encodeWithSelector(EntryForbidden.selector, address(usd)));
    }

    function test_feeds() public {
        setPrices(wideFeeds, 2_000e8, 2_021e8);
        refuse(wide, 1e8, abi.encodeWithSelector(FeedsDisagree.selector, address(wide), 2_000e18, 2_021e18));
        wideFeeds[0].setDead(true);
        refuse(wide, 1e8, abi.encodeWithSelector(StaleFeed.selector, address(wideFeeds[0]), 0, 1 hours));
    }

    function test_anyMissingPriceClosesIntake() public {
        wideFeeds[0].setDead(true);
        refuse(usd, 1e6, abi.encodeWithSelector(StaleFeed.selector, address(wideFeeds[0]), 0, 1 hours));
    }

    function test_dustThatIssuesNothing() public {
        setPrices(otherFeeds, 0.96e8, 0.96e8);
        refuse(other, 1, abi.encodeWithSelector(ZeroAmount.selector));
    }

    function test_leastIssued() public {
        usd.mint(HOLDER, 100e6);
        vm.startPrank(HOLDER);
        usd.approve(address(vault), 100e6);
        vm.expectRevert(abi.encodeWithSelector(BelowFloor.selector, 100e18, 100e18 + 1));
        vault.mint(address(usd), 100e6, 100e18 + 1);
        vm.stopPrank();
    }

    function test_dailyCapToTheWei() public {
        bring(usd, 500_000e6, 0);
        refuse(usd, 1, abi.encodeWithSelector(MintCapExceeded.selector, 1e12, 0));
        pass(12 hours);
        bring(usd, 250_000e6, 0);
        refuse(usd, 1, abi.encodeWithSelector(MintCapExceeded.selector, 1e12, 0));
    }

    function test_weightCap() public {
        LawParams memory l = standardLaw();
        l.assets[1].maxBps = 3_400;
        adopt(l);
        refuse(
            other,
            100_000e18,
            abi.encodeWithSelector(WeightCapExceeded.selector, address(other), 1_100_000e18, 1_054_000e18)
        );
    }

    function test_vaultValueCap() public {
        LawParams memory l = standardLaw();
        l.limits.maxVaultValueWad = 3_000_100e18;
        adopt(l);
        bring(usd, 100e6, 0);
        refuse(usd, 1, abi.encodeWithSelector(VaultValueCapExceeded.selector, 3_000_100e18 + 1e12, 3_000_100e18));
    }

    function test_leastBacking() public {
        LawParams memory l = standardLaw();
        l.limits.minBackingWad = 10e18;
        adopt(l);
        // 3 million plus x back ten times x while x is a third of a million at most.
        bring(usd, 333_333e6, 0);
        refuse(usd, 1e6, abi.encodeWithSelector(BackingTooLow.selector, 3_333_334e18, 3_333_340e18));
    }

    function test_pendingClaimsCountAsOwed() public {
        adoptTerms(RedemptionParams(address(usd), 0, 0, 7 days, true));
        LawParams memory l = standardLaw();
        l.redemption.delaySeconds = 7 days;
        l.limits.minBackingWad = 10e18;
        adopt(l);
        bring(usd, 333_333e6, 0);
        request(HOLDER, 333_333);
        refuse(usd, 1e6, abi.encodeWithSelector(BackingTooLow.selector, 3_333_334e18, 3_333_340e18));
    }

    function test_intakeNeedsTheAllowance() public {
        vm.prank(HOLDER);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(vault), 0, 1e6)
        );
        vault.mint(address(usd), 1e6, 0);
    }

    function test_feeOnTransferReverts() public {
        usd.setFee(10);
        refuse(usd, 1_000e6, abi.encodeWithSelector(TransferMismatch.selector, address(usd), 1_000e6, 999e6));
    }

    /// Whatever is brought at whatever prices, one honest feed each is enough that intake never thins the reserve.
    function testFuzz_intakeNeverDilutes(uint256 amount, uint256 a, uint256 b, uint256 c) public {
        amount = bound(amount, 1e10, 100e8);
        int256 wideHonest = int256(bound(a, 1_000e8, 3_000e8));
        int256 usdHonest = int256(bound(c, 0.97e8, 1.03e8));
        // Each asset's other feed lies, inside the deviation.
        setPrices(wideFeeds, wideHonest, wideHonest + int256(bound(b, 0, uint256(wideHonest) / 101)));
        setPrices(usdFeeds, usdHonest, usdHonest - int256(bound(b >> 64, 0, uint256(usdHonest) / 102)));
        wide.mint(HOLDER, amount);
        vm.startPrank(HOLDER);
        wide.approve(address(vault), amount);
        try vault.mint(address(wide), amount, 0) returns (uint256 issued) {
            uint256 worth = uint256(usdHonest) > 1e8 ? uint256(usdHonest) : 1e8;
            assertLe(issued * worth / 1e8, amount * uint256(wideHonest) * 1e2, "claims issued are worth no more");
        } catch {}
        vm.stopPrank();
    }
}
