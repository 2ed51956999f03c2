// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReserveVault} from "../../src/interfaces/IReserveVault.sol";
import {Attestor} from "../../src/Attestor.sol";
import {Auction} from "../../src/Auction.sol";
import {Book} from "../../src/Book.sol";
import {Executor} from "../../src/Executor.sol";
import {Law} from "../../src/Law.sol";
import {LiabilityToken} from "../../src/LiabilityToken.sol";
import {OracleRouter} from "../../src/OracleRouter.sol";
import {ReserveVault} from "../../src/ReserveVault.sol";
import {FakeAToken, FakeFeed, FakePool, FakeRouter, FakeSavings, FakeToken} from "./Fakes.sol";
import {Test} from "./Test.sol";

/// @notice A reserve of three assets: base USD (6 decimals), OTHER (18) and WIDE (8), two feeds each, a savings
/// vault and a lending pool for the base, and a router that pays what it is told.
abstract contract Reserve is Test, IReserveVault {
    uint256 internal constant START = 1_800_000_000;
    address internal constant OWNER = address(0x0a);
    address internal constant GUARDIAN = address(0x0b);
    address internal constant KEEPER = address(0x0c);
    address internal constant HOLDER = address(0x0d);
    address internal constant OTHER_HOLDER = address(0x0e);
    address internal constant STRANGER = address(0x0f);
    bytes32 internal constant DOCUMENT = keccak256("document");

    FakeToken internal usd;
    FakeToken internal other;
    FakeToken internal wide;
    FakeFeed[2] internal usdFeeds;
    FakeFeed[2] internal otherFeeds;
    FakeFeed[2] internal wideFeeds;
    FakeRouter internal router;
    FakeSavings internal savings;
    FakePool internal pool;
    FakeAToken internal receipt;
    LiabilityToken internal claimToken;
    ReserveVault internal vault;
    Law internal law;
    Book internal book;
    OracleRouter internal oracle;
    Executor internal executor;
    Auction internal auction;
    Attestor internal attestor;

    function setUp() public virtual {
        vm.warp(START);
        usd = new FakeToken("USD", 6);
        other = new FakeToken("OTHER", 18);
        wide = new FakeToken("WIDE", 8);
        usdFeeds = [new FakeFeed(8, 1e8), new FakeFeed(8, 1e8)];
        otherFeeds = [new FakeFeed(8, 1e8), new FakeFeed(18, 1e18)];
        wideFeeds = [new FakeFeed(8, 2_000e8), new FakeFeed(8, 2_000e8)];
        router = new FakeRouter();
        savings = new FakeSavings(usd);
        pool = new FakePool();
        receipt = new FakeAToken(address(pool), address(usd));
        pool.setReceipt(receipt);
        claimToken = new LiabilityToken("claim", "CLAIM");
        vault = newVault();
        claimToken.setVault(address(vault));
        law = vault.law();
        (book, oracle) = (vault.book(), vault.oracle());
        (auction, attestor) = (vault.auction(), vault.attestor());
        executor = vault.executor();
        adopt(standardLaw());
        usd.mint(address(vault), 1_000_000e6);
        other.mint(address(vault), 1_000_000e18);
        wide.mint(address(vault), 500e8);
    }

    function newVault() internal virtual returns (ReserveVault) {
        return new ReserveVault(
            OWNER,
            GUARDIAN,
            KEEPER,
            address(claimToken),
            address(router),
            address(new Book()),
            address(new Auction()),
            address(new Attestor())
        );
    }

    // ── law ────────────────────────────────────────────────────────────────────────────────────────────

    function standardLaw() internal view returns (LawParams memory l) {
        l.assets = new AssetParams[](3);
        l.assets[0] = assetOf(usd, usdFeeds, 1e18, 0.95e18);
        l.assets[1] = assetOf(other, otherFeeds, 1e18, 0.95e18);
        l.assets[2] = assetOf(wide, wideFeeds, 0, 0);
        l.assets[2].minPriceWad = 100e18;
        l.assets[2].maxPriceWad = 100_000e18;
        (l.assets[0].targetBps, l.assets[1].targetBps, l.assets[2].targetBps) = (4_000, 3_000, 3_000);
        l.venues = new VenueParams[](2);
        l.venues[0] = VenueParams(1, address(savings), address(usd), address(savings), 2_000, 0, 0, 0, true);
        l.venues[1] = VenueParams(2, address(pool), address(usd), address(receipt), 2_000, 0, 0, 0, true);
        l.limits = LimitParams({
            lossBurstWad: 10_000e18,
            lossRefillPerDayWad: 10_000e18,
            turnoverBurstWad: 1_000_000e18,
            turnoverRefillPerDayWad: 1_000_000e18,
            minBackingWad: 1e18,
            maxVaultValueWad: 10_000_000e18,
            mintCapPerDayWad: 500_000e18,
            depegBurstWad: 10_000e18,
            depegRefillPerDayWad: 10_000e18,
            minCoverageWad: 0,
            minLiquidBps: [uint16(0), 0, 0],
            maxProofAgeSeconds: 0
        });
        l.regime = RegimeParams({
            exitDelaySeconds: 1 hours,
            exitWindowSeconds: 1 days,
            maxPushBps: 5_000,
            haircutDecayPerDayBps: 1_000,
            entryHaircutBps: 0,
            maxGrowthPerDayBps: 0,
            anchorMaxAgeSeconds: 0,
            shadowSeconds: 1 days,
            idleSeconds: 7 days,
            auctionSeconds: 1 hours,
            auctionPremiumBps: 200,
            sequencerFeed: address(0),
            sequencerGraceSeconds: 1 hours
        });
        l.redemption = RedemptionParams(address(usd), 0, 0, 0, true);
    }

    function assetOf(FakeToken token, FakeFeed[2] memory feeds, uint128 par, uint128 depeg)
        internal
        view
        returns (AssetParams memory)
    {
        return AssetParams({
            token: address(token),
            decimals: token.decimals(),
            feedA: address(feeds[0]),
            feedB: address(feeds[1]),
            heartbeatA: 1 hours,
            heartbeatB: 1 hours,
            minPriceWad: 0.1e18,
            maxPriceWad: 10e18,
            parWad: par,
            depegWad: depeg,
            exitFloorWad: 0,
            maxDeviationBps: 100,
            slipBps: 50,
            exitSlipBps: 1_000,
            haircutBps: 500,
            targetBps: 0,
            maxBps: 6_000,
            maxGrowthPerDayBps: 0,
            risks: 0,
            maturity: 0,
            endogenous: false,
            entryAllowed: true,
            disabled: false
        });
    }

    function adopt(LawParams memory l) internal {
        vm.prank(OWNER);
        vault.adoptPolicy(DOCUMENT, l);
    }

    /// @dev Changes the redemption terms alone.
    function adoptTerms(RedemptionParams memory terms) internal {
        LawParams memory l = standardLaw();
        l.redemption = terms;
        adopt(l);
    }

    // ── world ──────────────────────────────────────────────────────────────────────────────────────────

    function setPrices(FakeFeed[2] storage feeds, int256 a, int256 b) internal {
        feeds[0].set(a);
        feeds[1].set(b * int256(10 ** (feeds[1].decimals() - 8)));
    }

    /// @dev Moves time and lets every feed repeat its answer.
    function pass(uint256 period) internal {
        vm.warp(block.timestamp + period);
        for (uint256 i; i < 2; ++i) {
            usdFeeds[i].set(usdFeeds[i].answer());
            otherFeeds[i].set(otherFeeds[i].answer());
            wideFeeds[i].set(wideFeeds[i].answer());
        }
    }

    function keeperSwap(FakeToken tokenIn, FakeToken tokenOut, uint256 amountIn, uint256 paid) internal {
        router.setPayOut(paid);
        vm.prank(KEEPER);
        vault.swap(address(tokenIn), address(tokenOut), 500, amountIn, 0, false);
    }

    function keeperExit(FakeToken tokenIn, uint256 amountIn, uint256 paid) internal {
        router.setPayOut(paid);
        vm.prank(KEEPER);
        vault.swap(address(tokenIn), address(usd), 500, amountIn, 0, true);
    }

    function issue(address holder, uint256 dollars) internal {
        usd.mint(holder, dollars * 1e6);
        vm.startPrank(holder);
        usd.approve(address(vault), dollars * 1e6);
        vault.mint(address(usd), dollars * 1e6, 0);
        vm.stopPrank();
    }

    function request(address holder, uint256 tokens) internal returns (uint256) {
        vm.prank(holder);
        return vault.requestRedemption(tokens * 1e18);
    }

    function disable(FakeToken token) internal {
        vm.prank(GUARDIAN);
        vault.tightenAsset(address(token), AssetTightening(50, 1_000, 500, 6_000, true, true));
        openExit(token);
    }

    /// @dev Opens the exit of an armed asset, by the guardian.
    function openExit(FakeToken token) internal {
        vm.prank(GUARDIAN);
        vault.openExit(address(token));
    }

    /// @dev The standard law with other targets: what is bought must stand below its own, what is sold above.
    function aim(uint16 usdBps, uint16 otherBps, uint16 wideBps) internal {
        LawParams memory l = standardLaw();
        (l.assets[0].targetBps, l.assets[1].targetBps, l.assets[2].targetBps) = (usdBps, otherBps, wideBps);
        adopt(l);
    }
}
