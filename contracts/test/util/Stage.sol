// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Attestor} from "../../src/Attestor.sol";
import {Auction} from "../../src/Auction.sol";
import {Book} from "../../src/Book.sol";
import {LiabilityToken} from "../../src/LiabilityToken.sol";
import {ReserveVault} from "../../src/ReserveVault.sol";
import {FakeAToken, FakePool, FakeToken} from "./Fakes.sol";
import {Rogue, RogueFeed, RogueSavings} from "./Rogue.sol";
import {Scene} from "./Scene.sol";

/// @notice Builds a reserve of a law drawn from a seed, with every part of it that can be hostile.
abstract contract Stage is Scene {
    function build(uint256 seed) internal {
        dice = uint256(keccak256(abi.encode("heist", seed)));
        vm.warp(START + draw(1 days));
        mostWad = 0;
        thief = new Rogue();
        uint8[SIDES] memory decimals = [6, draw(2) == 0 ? 18 : 27, draw(2) == 0 ? 8 : 0];
        for (uint256 i; i < SIDES; ++i) {
            Side storage s = sides[i];
            (s.token, s.honest, s.liar) = (new FakeToken("T", decimals[i]), new RogueFeed(), new RogueFeed());
            s.unit = 10 ** decimals[i];
            s.fairWad = i == 2 ? 2_000e18 : 1e18;
            s.silentUntil = 0;
            speak(i);
        }
        claimToken = new LiabilityToken("claim", "CLAIM");
        vault = new ReserveVault(
            OWNER,
            GUARDIAN,
            address(thief),
            address(claimToken),
            address(thief),
            address(new Book()),
            address(new Auction()),
            address(new Attestor())
        );
        claimToken.setVault(address(vault));
        (law, book, oracle, auction) = (vault.law(), vault.book(), vault.oracle(), vault.auction());
        _openVenues();
        LawParams memory l = drawLaw();
        vm.startPrank(OWNER);
        vault.adoptPolicy(keccak256("document"), l);
        vault.setSteward(address(thief));
        vm.stopPrank();
        _keep(l);
        for (uint256 i; i < SIDES; ++i) {
            uint256 dollars = 200_000 + draw(2_000_000);
            sides[i].token.mint(address(vault), dollars * 1e18 / sides[i].honestWad * sides[i].unit);
        }
        worth();
    }

    function _openVenues() private {
        for (uint256 v; v < 2; ++v) {
            (venueSide[v], venueEntryBps[v], venueExitBps[v]) = (v * 2, draw(60), draw(100));
            // A venue call may cost one raw unit uncharged; see testOneRawUnitACallIsNotCharged.
            if (sides[v * 2].unit == 1 && !isCoarse) (venueEntryBps[v], venueExitBps[v]) = (0, 0);
            venueTargets[v] =
                address(new RogueSavings(sides[v * 2].token, venueEntryBps[v], venueExitBps[v], draw(2) == 0, thief));
        }
        FakePool pool = new FakePool();
        pool.setReceipt(new FakeAToken(address(pool), address(sides[0].token)));
        (venueTargets[2], venueSide[2], venueEntryBps[2], venueExitBps[2]) = (address(pool), 0, 0, 0);
    }

    function drawLaw() private returns (LawParams memory l) {
        isPlain = draw(2) == 0;
        l.assets = new AssetParams[](SIDES);
        for (uint256 i; i < SIDES; ++i) {
            l.assets[i] = _drawAsset(i);
        }
        uint16 first = uint16(2_000 + draw(4_000));
        uint16 second = uint16(1_000 + draw(2_000));
        (l.assets[0].targetBps, l.assets[1].targetBps, l.assets[2].targetBps) =
        (first, second, uint16(BPS - first - second));
        l.venues = new VenueParams[](3);
        for (uint256 v; v < 3; ++v) {
            address receipt = v == 2 ? address(FakePool(venueTargets[2]).receipt()) : venueTargets[v];
            l.venues[v] = VenueParams({
                kind: v == 2 ? 2 : 1,
                target: venueTargets[v],
                asset: address(sides[venueSide[v]].token),
                receipt: receipt,
                maxBps: uint16(500 + draw(2_500)),
                maxGrowthPerDayBps: isPlain ? 0 : 100,
                risks: 0,
                maturity: 0,
                entryAllowed: true
            });
        }
        l.limits.lossBurstWad = uint128(1_000e18 + draw(20_000e18));
        l.limits.lossRefillPerDayWad = draw(2) == 0 ? l.limits.lossBurstWad : uint128(draw(20_000e18));
        l.limits.turnoverBurstWad = uint128(500_000e18 + draw(5_000_000e18));
        l.limits.turnoverRefillPerDayWad = uint128(500_000e18 + draw(5_000_000e18));
        l.limits.minBackingWad = 1e18;
        l.limits.maxVaultValueWad = 100_000_000e18;
        l.limits.mintCapPerDayWad = 500_000e18;
        l.limits.depegBurstWad = uint128(1_000e18 + draw(40_000e18));
        l.limits.depegRefillPerDayWad = uint128(draw(40_000e18));
        l.regime = RegimeParams({
            exitDelaySeconds: 1 hours,
            exitWindowSeconds: uint32(1 hours + draw(1 days)),
            maxPushBps: 5_000,
            haircutDecayPerDayBps: 1_000,
            entryHaircutBps: draw(2) == 0 ? 0 : 3_000,
            maxGrowthPerDayBps: isPlain ? 0 : 500,
            anchorMaxAgeSeconds: draw(2) == 0 ? 0 : 2 days,
            shadowSeconds: 1 days,
            idleSeconds: 7 days,
            auctionSeconds: uint32(1 hours + draw(5 hours)),
            auctionPremiumBps: uint16(draw(500)),
            sequencerFeed: address(0),
            sequencerGraceSeconds: 1 hours
        });
        l.redemption = RedemptionParams(address(sides[0].token), 0, 0, 0, draw(2) == 0);
    }

    function _drawAsset(uint256 i) private returns (AssetParams memory a) {
        Side storage s = sides[i];
        bool isStable = i != 2;
        (a.token, a.decimals) = (address(s.token), s.token.decimals());
        bool isFirst = draw(2) == 0;
        (a.feedA, a.feedB) = isFirst ? (address(s.honest), address(s.liar)) : (address(s.liar), address(s.honest));
        (a.heartbeatA, a.heartbeatB) = (1 hours, 1 hours);
        a.minPriceWad = isStable ? 0.1e18 : 100e18;
        // One law in two has narrow bounds, which honest prices leave.
        a.maxPriceWad = draw(2) == 0 || !hasOutages ? (isStable ? 10e18 : 100_000e18) : (isStable ? 1.03e18 : 2_300e18);
        (a.parWad, a.depegWad) = isStable ? (uint128(1e18), uint128(0.95e18)) : (uint128(0), uint128(0));
        a.exitFloorWad = isStable ? 0.3e18 : 500e18;
        a.maxDeviationBps = uint16(20 + draw(180));
        a.slipBps = uint16(30 + draw(170));
        a.exitSlipBps = uint16(500 + draw(1_000));
        a.haircutBps = 500;
        a.maxBps = uint16(i == 0 ? BPS : 9_000);
        a.maxGrowthPerDayBps = i == 0 || isPlain ? 0 : 300;
        a.entryAllowed = true;
    }

    /// @dev Remembers the budgets of a law: a window may see several.
    function count(LimitParams memory l) internal {
        uint256[4] memory now_ =
            [uint256(l.lossBurstWad), l.lossRefillPerDayWad, l.depegBurstWad, l.depegRefillPerDayWad];
        for (uint256 i; i < 4; ++i) {
            if (now_[i] > mostBudget[i]) mostBudget[i] = now_[i];
        }
    }

    function _keep(LawParams memory l) private {
        delete mostBudget;
        count(l.limits);
        delete adopted.assets;
        delete adopted.venues;
        for (uint256 i; i < SIDES; ++i) {
            adopted.assets.push(l.assets[i]);
        }
        for (uint256 v; v < 3; ++v) {
            adopted.venues.push(l.venues[v]);
        }
        (adopted.limits, adopted.regime, adopted.redemption) = (l.limits, l.regime, l.redemption);
    }
}
